"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...models.model_page import ModelPage
from ...reading import from_json as _from_json
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


def parse_response(response: httpx.Response) -> ModelPage:
    """Parse the response. Raises UnexpectedShape if it does not match the contract, ValueError if it is not JSON."""
    return ModelPage.adopt(_from_json(response.content))
