"""The types of `openai.types.containers`, each imported when it is first used.

Generated from openapi.yaml: do not edit, run `nox -s regenerate`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .container_file import ContainerFile as ContainerFile
    from .file_create_params import FileCreateParams as FileCreateParams
    from .file_create_response import FileCreateResponse as FileCreateResponse
    from .file_list_params import FileListParams as FileListParams
    from .file_list_response import FileListResponse as FileListResponse
    from .file_retrieve_response import FileRetrieveResponse as FileRetrieveResponse

__all__ = (
    "ContainerFile",
    "FileCreateParams",
    "FileCreateResponse",
    "FileListParams",
    "FileListResponse",
    "FileRetrieveResponse",
)

_MODULES: dict[str, str] = {
    "ContainerFile": ".container_file",
    "FileCreateParams": ".file_create_params",
    "FileCreateResponse": ".file_create_response",
    "FileListParams": ".file_list_params",
    "FileListResponse": ".file_list_response",
    "FileRetrieveResponse": ".file_retrieve_response",
}


if not TYPE_CHECKING:  # a checker that sees it takes every misspelt name for Any

    def __getattr__(name):
        if name not in _MODULES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = globals()[name] = getattr(import_module(_MODULES[name], __name__), name)
        return value


def __dir__() -> list[str]:
    return [*globals(), *__all__]
