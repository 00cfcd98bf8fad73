"""The features of each provider, in words and as data, for the command, the documentation and users."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..rules.quantities import shown_bytes

if TYPE_CHECKING:
    from .table import Provider, Purpose

_FILES = ("create", "list", "retrieve", "download", "delete")
_OPERATIONS = {
    **{name: (f"{name}_file" if name != "list" else "list_files", "files") for name in _FILES},
    "uploads": ("create_upload", "uploads"),
    "batches": ("create_batch", "batches"),
}
_LABELS = {
    **{"create": "storing files", "list": "lists", "retrieve": "retrieval", "download": "downloads"},
    **{"delete": "deletion", "uploads": "uploads in parts", "batches": "batches"},
}
_PAGING = {
    "after": "Pages of lists begin after the id of an item",
    "whole": "Lists come whole, not in pages",
    "number": "Pages of lists have numbers",
    "token": "Each page of a list has a token for the next one",
    "offset": "Pages of lists begin at the number of an item",
}


def lacking(provider: Provider) -> dict[str, str]:
    """An unsupported feature of a provider, and the alternative."""
    found = ((name, provider.lacks(*operation)) for name, operation in _OPERATIONS.items())
    return {name: instead for name, instead in found if instead is not None}


def missing(provider: Provider) -> dict[str, str]:
    """The operations that a provider lacks, in words, each with its alternative."""
    return {_LABELS[name]: instead for name, instead in lacking(provider).items()}


def described(provider: Provider) -> dict[str, Any]:
    """A provider as plain data."""
    return {
        "name": provider.name,
        "title": provider.title,
        "base_url": provider.base_url,
        "url_variable": provider.url_variable,
        "key_variables": list(provider.key_variables),
        "hosts": list(provider.hosts),
        "can": [name for name in _OPERATIONS if name not in lacking(provider)],
        "lacks": lacking(provider),
        "purposes": {name: _purpose(each, provider) for name, each in provider.purposes.items()},
        "more_purposes": provider.more_purposes or not provider.purposes,
        "pages": provider.paging.kind,
        "batches_of": None
        if "batches" in lacking(provider)
        else "requests"
        if provider.inline is not None
        else "files",
        "expiry": None if provider.expiry.form == "none" else provider.expiry.form,
        "content_is_original": provider.content_is_original,
        "keeps_names": provider.keeps_names,
        "rates": provider.rates,
        "upload_rate": provider.upload_rate,
        "notes": provider.notes,
        "checked": provider.checked,
        "sources": list(provider.sources),
    }


def _purpose(purpose: Purpose, provider: Provider) -> dict[str, Any]:
    limit = purpose.limit or (provider.limit if purpose.uploads else None)
    return {
        "uploads": purpose.uploads,
        "downloads": purpose.downloads,
        "max_bytes": None if limit is None else limit.max_bytes,
        "suffixes": [] if limit is None else list(limit.suffixes),
        "source": None if limit is None else limit.source,
    }


def sentences(provider: Provider) -> list[str]:
    """Notes for users of a provider, one sentence each."""
    url = f"`{provider.base_url}`" if provider.base_url else "each user's own"
    keys = " or ".join(f"`{name}`" for name in provider.key_variables)
    told = [f"The URL is {url}; the key {f'comes from {keys}' if keys else 'is passed as `api_key=`'}."]
    told += [_purposes(provider)] if provider.purposes else []
    told += [f"{_PAGING[provider.paging.kind]}."]
    told += [_capital(f"{name}: not available; {instead}.") for name, instead in missing(provider).items()]
    if provider.inline is not None:
        told += [
            f"Batches are for `{provider.inline.endpoint}`; `client.batches.run(...)` hands their requests over, and no"
            " file is stored."
        ]
    if provider.expiry.form == "none":
        told += [f"An expiry cannot be asked for; {provider.expiry.instead}."]
    if not provider.content_is_original:
        told += ["A download may differ from the uploaded bytes."]
    if not provider.keeps_names:
        told += ["Names of files may come back changed, such as `Pr_fung.txt` for `Prüfung.txt`."]
    told += [f"{_capital(text).rstrip('.')}." for text in (provider.rates, provider.notes) if text]
    return told


def _purposes(provider: Provider) -> str:
    named = [_named(name, each) for name, each in provider.purposes.items()]
    return f"Purposes: {'; '.join(named)}{'; and others' if provider.more_purposes else ''}."


def _named(name: str, purpose: Purpose) -> str:
    limit = purpose.limit
    asked = [] if purpose.uploads else ["made by the service"]
    if limit is not None and limit.max_bytes is not None:
        asked.append(f"up to {shown_bytes(limit.max_bytes).replace('.0 ', ' ')}")
    if limit is not None and limit.suffixes:
        asked.append(" ".join(limit.suffixes))
    asked += [] if purpose.downloads else ["no download"]
    return f"`{name}`" + (f" ({', '.join(asked)})" if asked else "")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
