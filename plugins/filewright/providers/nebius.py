"""Nebius Token Factory: OpenAI's format under its own URL."""

from __future__ import annotations

from .table import Provider

PROVIDER = Provider(
    name="nebius",
    title="Nebius Token Factory",
    checked="2026-11-25",
    sources=("github.com/nebius/token-factory-cookbook: batch.ipynb",),
    base_url="https://api.tokenfactory.nebius.com/v1",
    hosts=("api.tokenfactory.nebius.com", "api.studio.nebius.com"),
    key_variables=("NEBIUS_API_KEY",),
)
