"""The form of an upload and the body of a batch, as a provider wants them."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, NoReturn

from ..errors import ConfigurationError, UnsupportedError
from ..sources import Source
from .values import write_fields

if TYPE_CHECKING:
    from filewright_api.types import RequestParts

    from ..calls import Call
    from .table import Provider

ANCHOR, SECONDS = "expires_after[anchor]", "expires_after[seconds]"


def spell_form(parts: RequestParts, call: Call, provider: Provider) -> None:
    """Rewrite the fields of an upload's form."""
    fields: list[tuple[str, Any]] = list(parts.form or ())
    seconds = next((int(value) for name, value in fields if name == SECONDS), None)
    fields = [(name, value) for name, value in fields if name not in {ANCHOR, SECONDS}]
    fields = [(name, value) for name, value in fields if provider.form.get(name, "") is not None]
    fields += [(name, _filled(text, call)) for name, text in provider.form.items() if text is not None]
    if seconds is not None:
        _check_bounds(provider, call.arguments.get("purpose"), seconds)
        fields += expiry_fields(provider, seconds)
    parts.form = sorted(fields, key=lambda field: isinstance(field[1], Source))


def spell_batch(body: dict[str, Any], call: Call, provider: Provider) -> dict[str, Any]:
    """The body of a request for a batch, in the provider's words."""
    made = write_fields(body, provider.request_fields)
    prefix, file_id = provider.file_prefix, made.get("input_file_id")
    if prefix and isinstance(file_id, str) and not file_id.startswith(prefix):
        made["input_file_id"] = f"{prefix}{file_id}"
    if call.model and "model" in provider.batch_needs:
        made.setdefault("model", call.model)
    return made


def _filled(text: str, call: Call) -> str:
    source = call.source
    return text if source is None else text.replace("{filename}", source.name).replace("{bytes}", str(source.size))


def expiry_fields(provider: Provider, seconds: int) -> list[tuple[str, str]]:
    """The fields that ask for an expiry."""
    rule = provider.expiry
    if rule.form == "none":
        refuse_expiry(provider)
    if rule.form == "seconds":
        return [(rule.field, str(seconds))]
    if rule.form == "timestamp":
        return [(rule.field, str(int(time.time()) + seconds))]
    names = (f"{rule.field}.{{}}" if rule.form == "dots" else f"{rule.field}[{{}}]").format
    return [(names("anchor"), "created_at"), (names("seconds"), str(seconds))]


def refuse_expiry(provider: Provider) -> NoReturn:
    """Raise the error for an unsupported expiry."""
    raise UnsupportedError(
        f"{provider.title} takes no expires_after with an upload: leave it out, and {provider.expiry.instead}."
    )


def _check_bounds(provider: Provider, purpose: Any, seconds: int) -> None:
    bounds = provider.expiry.bounds.get(str(purpose), provider.expiry.bounds.get("*"))
    if bounds is not None and not bounds[0] <= seconds <= bounds[1]:
        raise ConfigurationError(
            f"expires_after is {seconds:,} seconds; {provider.title} takes {bounds[0]:,} to {bounds[1]:,} for"
            f" {purpose!r}."
        )
