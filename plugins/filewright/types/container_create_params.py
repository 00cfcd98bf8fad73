"""`ContainerCreateParams`, under the official SDK's path.

Generated from openapi.yaml: do not edit, run `nox -s regenerate`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Required, TypedDict

from .shared_params import ContainerExpiresAfter, NetworkAllowlist, NetworkDisabled

if TYPE_CHECKING:
    from filewright_api.models import MemoryLimit

__all__ = (
    "ContainerExpiresAfter",
    "NetworkAllowlist",
    "NetworkDisabled",
    "ContainerCreateParams",
)


class ContainerCreateParams(TypedDict, total=False):
    """The arguments of `containers.create`."""

    name: Required[str]
    file_ids: Sequence[str]
    expires_after: ContainerExpiresAfter
    memory_limit: MemoryLimit
    network_policy: NetworkDisabled | NetworkAllowlist
    skills: Sequence[Mapping[str, Any]]
