"""`ContainerExpiry`, under the official SDK's path."""

from __future__ import annotations

from filewright_api.models import ContainerExpiry as ContainerExpiry
