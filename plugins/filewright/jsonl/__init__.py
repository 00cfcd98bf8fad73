"""JSONL files for batches, fine-tuning and evals: checking, splitting, and conversion from rows.

from filewright import jsonl

report = jsonl.check("requests.jsonl")
print(report)
"""

from __future__ import annotations

from .checking import KINDS, check
from .converting import convert, request, template, write
from .problems import CheckReport, Problem, estimated_tokens
from .reading import JsonlSource
from .splitting import Shard, split

__all__ = [
    "KINDS",
    "CheckReport",
    "JsonlSource",
    "Problem",
    "Shard",
    "check",
    "convert",
    "estimated_tokens",
    "request",
    "split",
    "template",
    "write",
]
