"""The rules of files for evals: https://platform.openai.com/docs/guides/evals, an object with an `item` a line."""

from __future__ import annotations

from typing import Any

from ..narrowing import is_dict
from .parsing import shown
from .rules import Findings, Rules, error, warning


class EvalRules(Rules):
    """Rules for items, optionally with samples, that have the same keys."""

    keys: frozenset[str] | None = None

    def at_line(self, value: dict[str, Any], number: int) -> Findings:
        """Check an item."""
        item = value.get("item")
        if not is_dict(item):
            got = shown(item) if "item" in value else "missing"
            yield error("missing_item", f"item is {got}; it is an object.", "$.item")
        else:
            yield from self._key_faults(frozenset(item))
        if "sample" in value and not is_dict(value["sample"]):
            yield error("data_type", f"sample is {shown(value['sample'])}; it is an object.", "$.sample")

    def _key_faults(self, keys: frozenset[str]) -> Findings:
        if self.keys is None:
            self.keys = keys
        odd = sorted(keys ^ self.keys)
        if odd:
            yield warning("item_keys_differ", f"Its keys are not those of the first item: {shown(odd[0])}.", "$.item")
