"""Names of downloaded files: safe on any system, and none twice."""

from __future__ import annotations

import os
import re
import unicodedata

MAX_NAME_BYTES = 200
"""Of 255 that the common systems take, so that a suffix for the time of writing fits."""

# Names that Windows treats as devices (https://learn.microsoft.com/windows/win32/fileio/naming-a-file).
_DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*(\.[A-Za-z0-9_-]+)*", re.ASCII)
"""Names that are safe as they are, unless they are those of devices, or long: most of them."""
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]')


def safe_name(name: str, file_id: str) -> str:
    """The name under which a file is saved: without folders, and without what a system or a terminal would obey."""
    if len(name) <= MAX_NAME_BYTES and _PLAIN.fullmatch(name) and not _DEVICES.fullmatch(name):
        return name
    text = unicodedata.normalize("NFC", name.replace("\\", "/").rpartition("/")[2])
    text = _UNSAFE.sub("_", text).encode("utf-8", "replace").decode()
    stem, suffix = os.path.splitext(text)
    text = _cut(stem, MAX_NAME_BYTES - len(suffix.encode())) + suffix if len(suffix.encode()) < 50 else text
    text = _cut(text, MAX_NAME_BYTES).rstrip(". ") or "_"
    if text.startswith(".") or _DEVICES.fullmatch(text):
        text = f"_{text}"
    return text if text.strip("_") else safe_id(file_id)


def told_apart(name: str, file_id: str) -> str:
    """The name of one of several files that would be saved under the same."""
    stem, suffix = os.path.splitext(name)
    return f"{_cut(stem, MAX_NAME_BYTES - len(file_id) - len(suffix) - 1)}.{safe_id(file_id)}{suffix}"


def folded(name: str) -> str:
    """The name as a system compares it that does not tell capitals from small letters."""
    return name.lower() if name.isascii() else unicodedata.normalize("NFKC", name).casefold()


def safe_id(file_id: str) -> str:
    """An id as part of a name."""
    return _cut(re.sub(r"[^A-Za-z0-9_-]", "_", file_id), 100)


def _cut(text: str, size: int) -> str:
    """A text cut to this many bytes of UTF-8."""
    return text.encode()[: max(size, 1)].decode(errors="ignore")
