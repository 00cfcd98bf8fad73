"""The kind of folder that a system has."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from filewright.embedded.store.folders import Folder


def open_folder(path: Path) -> Folder:
    """Open the folder at a path, which may lead through links."""
    if sys.platform != "win32" and os.open in os.supports_dir_fd:
        from filewright.embedded.store.descriptor_folders import DescriptorFolder

        return DescriptorFolder.at(path)
    from filewright.embedded.store.path_folders import PathFolder

    return PathFolder(path)
