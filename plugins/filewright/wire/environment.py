"""The environment's network settings for a server: its proxy, and the certificates to trust.

Every form that shells, containers and VPNs write is supported. An invalid setting is a ConfigurationError
that names the variable, before anything is sent.
"""

from __future__ import annotations

import os
import ssl
import sys
from collections.abc import Generator
from contextlib import contextmanager
from functools import cached_property
from importlib.util import find_spec
from ipaddress import ip_address, ip_network
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx

from ..errors import ConfigurationError, shorten
from ..redaction import shown_url

_PORTS = {"http": 80, "https": 443}
# Schemes of proxies, and httpx's names for them. GNOME and VPNs write "socks" for version 5.
_PROXY_SCHEMES = {"http": "http", "https": "https", "socks": "socks5", "socks5": "socks5", "socks5h": "socks5h"}
_CERTIFICATES = "SSL_CERT_FILE"
_CERTIFICATE_FOLDER = "SSL_CERT_DIR"
_KEY_LOG = "SSLKEYLOGFILE"

# Proxies


def proxy_for(base_url: str) -> httpx.Proxy | None:
    """The proxy that leads to a server, or None if nothing or NO_PROXY says to go there directly.

    Raises:
        ConfigurationError: the proxy cannot be used; the message names the variable.
    """
    url = urlsplit(base_url)
    proxies = getproxies()
    kind = next((each for each in (url.scheme, "all") if proxies.get(each, "").strip()), None)
    if kind is None or _is_bypassed(url.hostname or "", url.port or _PORTS.get(url.scheme), proxies.get("no")):
        return None
    return _checked_proxy(_unquoted(proxies[kind]), _variable(f"{kind}_proxy"))


def _variable(name: str) -> str:
    """The name by which the environment has a variable, whose case is free; or whose setting it is."""
    found = (each for each in (name, name.upper()) if os.environ.get(each, "").strip())
    return next(found, "the proxy of the system's settings")


def _unquoted(text: str) -> str:
    """A value without the quotes that a file of variables leaves around it."""
    text = text.strip()
    return text[1:-1].strip() if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"" else text


def _checked_proxy(text: str, variable: str) -> httpx.Proxy:
    url = text if "://" in text else f"http://{text}"
    scheme, _, rest = url.partition("://")
    known = _PROXY_SCHEMES.get(scheme.lower())
    shown = shorten(shown_url(url))
    if known is None:
        raise ConfigurationError(
            f"{variable} is {shown}, a kind of proxy that is not supported; set one of"
            f" {', '.join(f'{each}://' for each in _PROXY_SCHEMES)}, or name this server in NO_PROXY."
        )
    if known.startswith("socks") and find_spec("socksio") is None:
        raise ConfigurationError(
            f"{variable} is {shown}, which needs the package socksio: pip install 'httpx[socks]'. Or name this server"
            " in NO_PROXY."
        )
    try:
        proxy = httpx.Proxy(f"{known}://{rest}")
    except (httpx.InvalidURL, ValueError):
        proxy = None
    if proxy is None or not proxy.url.host:
        raise ConfigurationError(
            f"{variable} is {shown}, which is not the URL of a proxy; set one such as 'http://proxy.example:8080'."
        )
    return proxy


def _is_bypassed(host: str, port: int | None, no_proxy: str | None) -> bool:
    if no_proxy is None:
        # The system settings of macOS and Windows; elsewhere an unset variable means no exceptions.
        return sys.platform in {"darwin", "win32"} and bool(proxy_bypass(host))
    entries = _unquoted(no_proxy).replace(",", " ").replace(";", " ").split()
    return any(_matches(entry.lower(), host.lower(), port) for entry in entries)


def _matches(entry: str, host: str, port: int | None) -> bool:
    """Return True if an entry of NO_PROXY matches a server: *, a name, an address or a network, with or without a
    port.
    """
    entry = entry.partition("://")[2] or entry
    name, only_port = _without_port(entry)
    if only_port is not None and only_port != port:
        return False
    if name == "*":
        return True
    try:
        return ip_address(host) in ip_network(name, strict=False)
    except (ValueError, TypeError):
        name = name.removeprefix("*").removeprefix(".").rstrip(".")
        return bool(name) and (host == name or host.endswith(f".{name}"))


def _without_port(entry: str) -> tuple[str, int | None]:
    if entry.startswith("["):
        name, _, port = entry[1:].partition("]")
        port = port.removeprefix(":")
    elif entry.count(":") == 1:
        name, _, port = entry.partition(":")
    else:
        return entry, None
    return name, int(port) if port.isascii() and port.isdigit() else None


# Certificates


def tls_context(base_url: str) -> ssl.SSLContext:
    """The TLS settings; where the server needs none, they are read when a redirect leads to one that does.

    Raises:
        ConfigurationError: SSL_CERT_FILE or SSL_CERT_DIR names what holds no certificates.
    """
    if not base_url.startswith("https:"):
        return _LateContext(ssl.PROTOCOL_TLS_CLIENT)
    return _trusting()


def check_certificates(base_url: str) -> None:
    """Raise ConfigurationError where the environment names what holds no certificates, and the server has one."""
    if base_url.startswith("https:"):
        _trusting_what_is_named()


def _trusting() -> ssl.SSLContext:
    named = _trusting_what_is_named()
    if named is not None:
        return named
    with _key_log_told():
        return _trusting_the_system()


@contextmanager
def _key_log_told() -> Generator[None, None, None]:
    """Say so if it is the file for a debugger's keys that cannot be opened, as each context of Python's opens it."""
    try:
        yield
    except OSError as error:
        if error.filename is None or error.filename != os.environ.get(_KEY_LOG):
            raise
        raise ConfigurationError(
            f"{_KEY_LOG} is {shorten(error.filename)}, which cannot be written ({error.strerror}); correct it, or unset"
            " it."
        ) from None


class _LateContext(ssl.SSLContext):
    """Reads the certificates that it trusts when they are first needed, as that takes 20 ms."""

    @cached_property
    def _read(self) -> ssl.SSLContext:
        return _trusting()

    def wrap_socket(self, *arguments: Any, **options: Any) -> ssl.SSLSocket:
        return self._read.wrap_socket(*arguments, **options)

    def wrap_bio(self, *arguments: Any, **options: Any) -> ssl.SSLObject:
        return self._read.wrap_bio(*arguments, **options)


def _trusting_what_is_named() -> ssl.SSLContext | None:
    file, folder = (_unquoted(os.environ.get(name, "")) for name in (_CERTIFICATES, _CERTIFICATE_FOLDER))
    if file:
        try:
            with _key_log_told():
                return ssl.create_default_context(cafile=file, capath=folder or None)
        except OSError as error:  # ssl.SSLError is one
            raise ConfigurationError(
                f"{_CERTIFICATES} is {shorten(file)}, which cannot be read as certificates in PEM ({error}); correct"
                " it, or unset it to trust what this system trusts."
            ) from None
    if folder:
        if not any(map(os.path.isdir, folder.split(os.pathsep))):
            raise ConfigurationError(
                f"{_CERTIFICATE_FOLDER} is {shorten(folder)}, which is not a folder; correct it, or unset it to trust"
                " what this system trusts."
            )
        with _key_log_told():
            return ssl.create_default_context(capath=folder)
    return None


def _trusting_the_system() -> ssl.SSLContext:
    """The certificates that the system trusts, including a company's own; certifi's list if there is no system
    store.
    """
    if sys.platform in {"darwin", "win32"}:  # whose stores OpenSSL cannot read, or not whole
        import truststore

        context: ssl.SSLContext = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        return context
    return ssl.create_default_context() if _has_store() else httpx.create_ssl_context(trust_env=False)


def _has_store() -> bool:
    paths = ssl.get_default_verify_paths()
    return paths.cafile is not None or (paths.capath is not None and bool(os.listdir(paths.capath)))
