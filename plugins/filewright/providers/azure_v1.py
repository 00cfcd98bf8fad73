"""Azure OpenAI, by its v1 form; clients of its dated form are `AzureOpenAI`."""

from __future__ import annotations

from ..limits import MB, Limit
from .table import SPLIT, Expiry, Provider, Purpose

_SOURCE = "github.com/MicrosoftDocs/azure-ai-docs: articles/foundry/openai/includes/how-to-batch-content.md"

PROVIDER = Provider(
    name="azure",
    title="Azure OpenAI",
    checked="2026-11-25",
    sources=(_SOURCE,),
    hosts=("openai.azure.com",),
    url_variable="AZURE_OPENAI_ENDPOINT",
    url_suffix="/openai/v1",
    key_variables=("AZURE_OPENAI_API_KEY",),
    purposes={"batch": Purpose(limit=Limit(200 * MB, (".jsonl",), _SOURCE, SPLIT))},
    more_purposes=True,
    expiry=Expiry(bounds={"batch": (1_209_600, 2_592_000)}, defaults={"batch": "30d"}),
    rates="500 files for batches without an expiry, 10,000 with one, so they are kept 30 days unless told otherwise",
    advice={
        "quotaExceeded": "Azure OpenAI keeps 500 files for batches without an expiry, and 10,000 with one: delete some"
        " with client.files.delete(...), or pass expires_after='14d' up to '30d'."
    },
    notes="The model of a batch is the name of a deployment, the same on all lines. Poll it once a minute.",
)
