"""Write docs/providers.md from the tables of filewright.providers: `python docs/make_providers.py`."""

from __future__ import annotations

import re
from pathlib import Path

from filewright.providers import Provider, built_in_providers
from filewright.providers.describing import missing, sentences

PAGE = Path(__file__).with_name("providers.md")

CODE = re.compile(r"(?<![`\w.])((?:client\.)?[a-z]+\.[a-z]+\([\w.]+\)|client\.[\w.]+\(\)|[a-z_]+=(?:\{.*?\}|'[^']*'))")
"""Python in sentences that is not marked as such."""

INTRODUCTION = """# Providers

Services other than OpenAI whose Files API differs from OpenAI's. Name one with `provider=`, and the URL, key, purposes,
limits, paging, field names, expiry and batches are adapted; see [how to move](guides/providers.md).
`filewright providers` prints this table, and `filewright providers --json` all known facts, with sources.

The facts were collected from documents and source code; no service was called with a key. Facts that could not be
verified are left to the server.
"""


def row(provider: Provider) -> str:
    """The line of the table for one provider."""
    absent = ", ".join(missing(provider)) or "-"
    return f"| [`{provider.name}`](#{provider.name}) | {provider.title} | {absent} |"


def section(provider: Provider) -> str:
    """The part of the page that describes one provider."""
    facts = "\n".join(CODE.sub(r"`\1`", f"- {sentence}") for sentence in sentences(provider))
    sources = "; ".join(f"<{each}>" if re.fullmatch(r"https:\S+", each) else each for each in provider.sources)
    title = f"## {provider.title} {{#{provider.name}}}"
    return f'{title}\n\n`OpenAI(provider="{provider.name}")`\n\n{facts}\n\nSources ({provider.checked}): {sources}.\n'


def page() -> str:
    """The whole page."""
    providers = built_in_providers()
    table = ["| Name | Service | Not available |", "| --- | --- | --- |", *map(row, providers)]
    return "\n".join([INTRODUCTION, *table, "", *map(section, providers)])


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    print(f"{PAGE}: {len(built_in_providers())} providers")
