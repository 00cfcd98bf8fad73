"""The types of the parts of uploads."""

from __future__ import annotations

from filewright_api.models import UploadPart as UploadPart

from ..params import PartCreateParams as PartCreateParams
