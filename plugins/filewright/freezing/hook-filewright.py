# pyright: reportMissingImports=false, reportMissingModuleSource=false, reportUnknownVariableType=false
"""Modules are imported when they are first used, by names that PyInstaller does not see."""

from PyInstaller.utils.hooks import collect_submodules

hiddenimports = [
    *collect_submodules("filewright", on_error="ignore", filter=lambda name: not name.startswith("filewright.cli.")),
    *collect_submodules("filewright_api"),
    *collect_submodules("filewright_resources"),
]
