"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...models.container import Container
from ...reading import from_json as _from_json
from ...types import NOT_GIVEN, NotGiven, RequestParts
from ...types import json_object as _json_object

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import httpx

    from ...models.container_expires_after import ContainerExpiresAfter
    from ...models.memory_limit import MemoryLimit
    from ...models.network_allowlist import NetworkAllowlist
    from ...models.network_disabled import NetworkDisabled


def build_request(
    *,
    name: str,
    file_ids: Sequence[str] | NotGiven = NOT_GIVEN,
    expires_after: ContainerExpiresAfter | Mapping[str, Any] | NotGiven = NOT_GIVEN,
    memory_limit: MemoryLimit | NotGiven = NOT_GIVEN,
    network_policy: NetworkDisabled | NetworkAllowlist | Mapping[str, Any] | NotGiven = NOT_GIVEN,
    skills: Sequence[Mapping[str, Any]] | NotGiven = NOT_GIVEN,
) -> RequestParts:
    """Create a container, in which a model can run code on files.

    Args:
        name: The container's name.
        file_ids: The ids of stored files to copy into the container.
        expires_after: When the service deletes the container: a number of minutes after its last
            use.
        memory_limit: The container's memory limit. Any string is accepted.
        network_policy: The network policy: which hosts code in the container can reach.
        skills: Skills for the model to use in the container, as dicts; the service's documentation
            describes them.

    Raises InvalidArgument if no request can be made of the arguments.
    """
    return RequestParts(
        "POST",
        "/containers",
        {},
        json=_json_object(
            {
                "name": name,
            },
            {
                "file_ids": file_ids,
                "expires_after": expires_after,
                "memory_limit": memory_limit,
                "network_policy": network_policy,
                "skills": skills,
            },
        ),
    )


def parse_response(response: httpx.Response) -> Container:
    """Parse the response. Raises UnexpectedShape if it does not match the contract, ValueError if it is not JSON."""
    return Container.adopt(_from_json(response.content))
