"""Expiries of providers, as the forms of their uploads have them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from filewright.providers import Provider

__all__ = ["asked_seconds", "expiry_names"]


def expiry_names(provider: Provider) -> tuple[str, ...]:
    """The names of the form's fields for an expiry."""
    rule = provider.expiry
    if rule.form == "none":
        return ()
    if rule.form in {"seconds", "timestamp"}:
        return (rule.field,)
    return (
        (f"{rule.field}[anchor]", f"{rule.field}[seconds]")
        if rule.form == "brackets"
        else (
            f"{rule.field}.anchor",
            f"{rule.field}.seconds",
        )
    )


def asked_seconds(fields: Mapping[str, str], provider: Provider, now: int) -> str | None:
    """The seconds until a file expires, as a form asks for them; None if it does not."""
    names = expiry_names(provider)
    given = fields.get(names[-1]) if names else None
    if given is None:
        return None
    return str(int(given) - now) if provider.expiry.form == "timestamp" else given
