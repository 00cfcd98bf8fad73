"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...lists import read_list as _read_list
from ...models.model_page import ModelPage
from ...types import RequestParts

if TYPE_CHECKING:
    import httpx


def build_request() -> RequestParts:
    """List the available models."""
    return RequestParts(
        "GET",
        "/models",
        {},
    )


_CLASSES: dict[str, Any] = {
    "id": str,
    "object": str | None,
    "created": int | None,
    "owned_by": str | None,
    "shutdown_date": str | None,
}


def parse_response(response: httpx.Response) -> ModelPage:
    """Parse the response. Raises UnexpectedShape if it does not match the contract, ValueError if it is not JSON."""
    return _read_list(response.content, ModelPage, "data", _CLASSES)
