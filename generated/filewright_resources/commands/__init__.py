"""The methods as plain data for the command line: a module for each resource of the client.

Generated from openapi.yaml: do not edit, run `nox -s regenerate`.
"""

from __future__ import annotations

from typing import Any, NamedTuple


class Option(NamedTuple):
    """An argument of a verb.

    `kind` is text, integer, number, boolean, texts (several), json, json or text, file, or duration. `values` are the known ones;
    if `closed` is set, no others are allowed.
    """

    name: str
    kind: str
    words: str
    required: bool = False
    default: Any = None
    values: tuple[str, ...] = ()
    closed: bool = False
    lowest: float | None = None
    highest: float | None = None


class Verb(NamedTuple):
    """A method. `way` is its path from the resource; `gives` is object, page, content or nothing.

    `arguments` are passed by position, `options` by name; `columns` are those of a table; `wait` is the method that waits
    for the result of this one.
    """

    way: tuple[str, ...]
    name: str
    words: str
    gives: str
    arguments: tuple[Option, ...] = ()
    options: tuple[Option, ...] = ()
    columns: tuple[str, ...] = ()
    wait: str | None = None
    deletes: bool = False


WORDS: dict[tuple[str, ...], str] = {
    ("files",): "Store, list, read and delete files.",
    ("uploads",): "Send one large file in parts.",
    ("uploads", "parts"): "The parts of uploads.",
    ("batches",): "Run the requests in a stored file asynchronously, and collect their responses.",
    ("models",): "List, retrieve and delete models.",
    ("vector_stores",): "Make stored files searchable.",
    ("vector_stores", "files"): "The files of vector stores.",
    ("vector_stores", "file_batches"): "Files added to a vector store together.",
    ("fine_tuning",): "Train custom models on stored files.",
    ("fine_tuning", "jobs"): "Training jobs.",
    ("fine_tuning", "jobs", "checkpoints"): "The intermediate models that a job saves.",
    ("containers",): "Sandboxes in which models run code on files.",
    ("containers", "files"): "The files of containers.",
    ("containers", "files", "content"): "The content of the files of containers.",
    ("beta",): "Parts of the API that may change.",
    ("beta", "assistants"): "Models with instructions and tools.",
}
"""Descriptions of resources, including nested ones."""
