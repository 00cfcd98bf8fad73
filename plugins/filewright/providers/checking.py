"""Slips in a provider's table that no type checker sees: names of operations, fields and statuses that do not exist."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, get_args

import attrs
from filewright_api.models import Batch, FileObject
from filewright_api.operations import OPERATIONS

from .table import Field, Kind

if TYPE_CHECKING:
    from .table import Provider

FORMS = ("brackets", "dots", "seconds", "timestamp", "none")
PAGES = ("after", "whole", "number", "token", "offset")
TIMES = ("unix", "iso")
FILE_STATUSES = ("uploaded", "processed", "error")
BATCH_STATUSES = (
    *("validating", "failed", "in_progress", "finalizing", "completed", "expired", "cancelling", "cancelled"),
)


def slips(provider: Provider) -> Iterator[str]:
    """Say what in a table names nothing that there is."""
    names = sorted(operation.name for operation in OPERATIONS.values())
    tags = sorted({operation.tag for operation in OPERATIONS.values()})
    for attribute, known in (
        *(("paths", names), ("statuses", names), ("plain", names), ("bare_lists", names)),
        *(("absent", [*names, *tags]), ("envelopes", [*names, "*"])),
    ):
        yield from _unknown(attribute, getattr(provider, attribute), known)
    for attribute, model in (("file", FileObject), ("batch", Batch), ("batch_request", Batch)):
        given: Mapping[str, Field] = getattr(provider, attribute)
        known = [field.name for field in attrs.fields(model)]
        yield from _unknown(attribute, (name.partition(".")[0] for name in given), known)
        yield from _unknown(f"{attribute}, the kind of a field", (each.kind for each in given.values()), get_args(Kind))
    for attribute, words in (
        *(("file_statuses", FILE_STATUSES), ("batch_statuses", BATCH_STATUSES)),
        *(("batch_unsaid", BATCH_STATUSES),),
    ):
        table: Mapping[str, str] = getattr(provider, attribute)
        yield from _unknown(attribute, table if attribute == "batch_unsaid" else table.values(), words)
    for attribute, choice, choices in _choices(provider):
        yield from _unknown(attribute, [choice], choices)
    for operation, target in provider.paths.items():
        if not target.partition(" ")[2].startswith("/"):
            yield f"paths[{operation!r}] is {target!r}; write the method and the path, such as 'GET /files'."


def _choices(provider: Provider) -> Iterator[tuple[str, str, Iterable[str]]]:
    yield "expiry.form", provider.expiry.form, FORMS
    yield "paging.kind", provider.paging.kind, PAGES
    yield "batch_paging.kind", provider.batch_paging.kind, PAGES
    yield "times", provider.times, TIMES
    yield "batch_times", provider.batch_times, TIMES
    yield "numbers", provider.numbers, ("number", "text")


def _unknown(attribute: str, given: Iterable[Any], known: Iterable[str]) -> Iterator[str]:
    names = list(known)
    for name in given:
        if name not in names:
            near = difflib.get_close_matches(str(name), names, n=1)
            yield f"{attribute} has {name!r}; " + (f"did you mean {near[0]!r}?" if near else f"use {', '.join(names)}.")
