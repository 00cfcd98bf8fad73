# pyright: reportMissingImports=false, reportMissingModuleSource=false, reportUnknownVariableType=false
"""The command, for programs that have it."""

from PyInstaller.utils.hooks import collect_submodules

hiddenimports = collect_submodules("filewright.cli", on_error="ignore")
