"""Estimates of jobs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..jsonl.converting import encoded
from ..jsonl.problems import estimated_tokens
from ..jsonl.splitting import Planner, checked_limits, request_lines
from ..limits import BATCH_LIMITS
from .inputs import input_path
from .reports import Estimate, checked_prices, price_of


def estimate(requests: Any, prices: Any, limits: Mapping[str, Any]) -> Estimate:
    """Say what requests would take, as `Batches.estimate` describes."""
    path = input_path(requests)
    known = {"max_lines": BATCH_LIMITS.lines, "max_bytes": BATCH_LIMITS.bytes, "max_enqueued_tokens": None, **limits}
    planner = Planner(checked_limits(known["max_lines"], known["max_bytes"], known["max_enqueued_tokens"]))
    for line in request_lines(_encoded(requests) if path is None else path):
        planner.place(line.target, len(line.data) + 1, line.inputs)
    models: dict[str, int] = {}
    sizes: dict[str, int] = {}
    for shard in planner.shards:
        model = shard.model or ""
        models[model] = models.get(model, 0) + shard.lines
        sizes[model] = sizes.get(model, 0) + shard.bytes
    size = sum(sizes.values())
    cost = _cost(sizes, checked_prices(prices))
    return Estimate(sum(models.values()), size, len(planner.shards), estimated_tokens(size), models, cost)


def _encoded(requests: Iterable[Any]) -> Iterator[bytes]:
    for number, each in enumerate(requests, 1):
        yield encoded(each, number) + b"\n"


def _cost(sizes: Mapping[str, int], prices: Mapping[str, tuple[float, float]] | None) -> float | None:
    if prices is None:
        return None
    found = {model: price_of(model, prices) for model in sizes}
    costs = [estimated_tokens(sizes[model]) * price[0] / 1e6 for model, price in found.items() if price is not None]
    return sum(costs) if len(costs) == len(found) else None
