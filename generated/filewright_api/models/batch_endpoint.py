"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

from typing import Literal, TypeAlias

BatchEndpoint: TypeAlias = (
    Literal[
        "/v1/chat/completions",
        "/v1/completions",
        "/v1/embeddings",
        "/v1/images/edits",
        "/v1/images/generations",
        "/v1/moderations",
        "/v1/responses",
        "/v1/videos",
    ]
    | str
)
"""The endpoint that each request is sent to. Any string is accepted, as services support additional
endpoints."""
