"""The resources that `filewright` has as a module, as type checkers see them: nothing here runs.

Generated from openapi.yaml: do not edit, run `nox -s regenerate`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from filewright.clients.client import Client

    _client = Client()
    files = _client.files
    uploads = _client.uploads
    batches = _client.batches
    models = _client.models
    vector_stores = _client.vector_stores
    fine_tuning = _client.fine_tuning
    containers = _client.containers
    beta = _client.beta
