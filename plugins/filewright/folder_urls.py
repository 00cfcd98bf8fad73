"""`file:` URLs: the folder that a URL names, if it is unambiguous."""

from __future__ import annotations

import ntpath
import os
import posixpath
import re
from urllib.parse import quote_from_bytes, unquote_to_bytes

from .errors import ConfigurationError, shorten
from .redaction import shown_url

__all__ = ["as_url", "checked_folder_url", "folder_of", "is_folder_url", "spelled_folder"]

_SCHEME = re.compile(r"file:", re.IGNORECASE)
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")
_ESCAPE = re.compile(r"%([0-9a-fA-F]{2})")
_NEVER_ESCAPED = re.compile(r"[A-Za-z0-9_.~/\0-]")
"""The characters that `Path.as_uri()` does not escape, and NUL, which no path contains: escapes of these are literal
text.
"""
_DRIVE = re.compile(r"[A-Za-z]:(?=[/\\]|$)")
_LOCAL = ("", "localhost")


def is_folder_url(url: str) -> bool:
    """Return True if a base URL is a `file:` URL, in upper or lower case."""
    return _SCHEME.match(url) is not None


def checked_folder_url(url: str, *, windows: bool = os.name == "nt") -> str:
    """Return a `file:` URL as `Path.as_uri()` writes it.

    A path that was put behind `file://` as it is may hold spaces and letters of any language.

    Args:
        url: the URL as given.
        windows: read paths as Windows has them.

    Raises:
        ConfigurationError: the URL names no folder of this machine, or could be read in two ways.
    """
    path = _absolute_path(url, windows)
    if _CONTROLS.search(path):
        raise _refusal(url, "it has a control character in it", "", windows)
    if re.search(r"[?#]", path):
        raise ConfigurationError(
            f"base_url is {shorten(shown_url(url))} with a '?' or '#', which ends the path of a URL. In a folder's name"
            " they are written %3F and %23, as Path.as_uri() does."
        )
    escapes = _ESCAPE.findall(path)
    if not escapes:
        return as_url(path, windows=windows)
    read = as_url(_decoded(path), windows=windows)
    if len(escapes) < path.count("%") or any(_NEVER_ESCAPED.match(chr(int(escape, 16))) for escape in escapes):
        literal = as_url(path, windows=windows)
        raise ConfigurationError(
            f"base_url {shorten(url)} can be read in two ways. Write {shorten(literal, 200)} for the folder with the"
            f" percent sign in its name, or {shorten(read, 200)}; Path.as_uri() gives the right one."
        )
    return read


def _absolute_path(url: str, windows: bool) -> str:
    """Return what follows the scheme and the host, with slashes; it begins with one, or with a drive."""
    rest = url[len("file:") :].replace("\\", "/") if windows else url[len("file:") :]
    if rest.startswith("//"):
        rest = rest[2:]
        if rest.lower().startswith("localhost/"):
            rest = rest[len("localhost") :]
    path = rest[1:] if windows and _DRIVE.match(rest[1:]) else rest
    if not (_DRIVE.match(path) if windows else path.startswith("/")):
        raise _refusal(url, "it has no absolute path", path.rpartition("@")[2], windows)
    return path.rstrip("/") or _no_folder(url, windows)


def _no_folder(url: str, windows: bool) -> str:
    raise _refusal(url, "it names no folder", "", windows)


def _refusal(url: str, reason: str, path: str, windows: bool) -> ConfigurationError:
    example = "/its/absolute/path" if path in ("", ".") or path.startswith("/") else f"{os.getcwd()}/{path}"
    return ConfigurationError(
        f"base_url is {shorten(shown_url(url))}: {reason}. Write the URL as Path.as_uri() does, such as"
        f" {shorten(as_url(example, windows=windows), 200)}."
    )


def as_url(path: str, *, windows: bool = os.name == "nt") -> str:
    """Return the URL of the folder at an absolute path, as `Path.as_uri()` writes it."""
    if not windows:
        return f"file://{quote_from_bytes(os.fsencode(posixpath.normpath(path)))}"
    drive, rest = ntpath.splitdrive(ntpath.normpath(path))
    return f"file:///{drive}{quote_from_bytes(os.fsencode(rest.replace(ntpath.sep, '/')))}"


def _decoded(path: str) -> str:
    return os.fsdecode(unquote_to_bytes(path))


def folder_of(url: str, *, windows: bool = os.name == "nt") -> str:
    """Return the folder that a checked `file:` URL names."""
    path = _decoded(url.removeprefix("file://"))
    return ntpath.normpath(path.lstrip("/")) if windows else path


def spelled_folder(url: str) -> str | None:
    """Return the folder that a checked URL spells out as it is, where its escapes name another; else None."""
    path = url.removeprefix("file://")
    return path if "%" in path else None
