"""The outcome of a job, and the estimate for one."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from ..errors import ConfigurationError, shorten
from ..narrowing import is_mapping, is_sequence
from ..rules.quantities import counted


@dataclass(frozen=True, slots=True)
class BatchReport:
    """The outcome of a job.

    Attributes:
        job: the job's id, which is in the metadata of its batches.
        total: the number of requests.
        counts: the number of requests by outcome: ok, http_error, expired, cancelled, not_run, missing, unreadable,
            invalid.
        rounds: how often requests were sent, including the first time.
        batches: the ids of its batches, with the final status of each.
        usage: the tokens used, by model and name, as reported in responses.
        cost: their cost by the given prices, or None.
        output: the file with a row for each request.
        retry_file: a file with the unchanged requests that may succeed when retried; None if there are none.
        strays, doubled, unattributed: the numbers of results of unknown requests, of second results, and of unreadable
            results that cannot be assigned to a request.
        undeleted: files of the job that could not be deleted, if deletion was requested.
        was_finished: True if the job had been finished before, and nothing was sent.
    """

    job: str
    total: int
    counts: dict[str, int]
    rounds: int
    batches: dict[str, str]
    usage: dict[str, dict[str, int]]
    output: str
    retry_file: str | None = None
    cost: float | None = None
    strays: int = 0
    doubled: int = 0
    unattributed: int = 0
    undeleted: list[str] = field(default_factory=list[str])
    was_finished: bool = field(default=False, compare=False)

    @property
    def ok(self) -> int:
        """The number of successful requests."""
        return self.counts.get("ok", 0)

    @property
    def failed(self) -> int:
        """The number of failed requests."""
        return self.total - self.ok

    def rows(self) -> Iterator[dict[str, Any]]:
        """Yield the rows of the output, if it is JSONL."""
        if not self.output.endswith(".jsonl"):
            raise ConfigurationError(f"{shorten(self.output)} is not JSONL; read it as the table that it is.")
        with open(self.output, encoding="utf-8", newline="\n") as file:
            yield from map(json.loads, file)

    def to_fields(self) -> dict[str, Any]:
        """Return the fields of the report."""
        return asdict(self)

    def to_dict(self) -> dict[str, Any]:
        """Return the report as plain values, for JSON."""
        return {**asdict(self), "ok": self.ok, "failed": self.failed}

    def __str__(self) -> str:
        others = [f"{count:,} {name}" for name, count in self.counts.items() if count and name != "ok"]
        batches = counted(len(self.batches), "batch", "batches")
        parts = [f"{counted(self.total, 'request')}: {self.ok:,} ok", *others, batches]
        tokens = sum(each.get("total_tokens", 0) for each in self.usage.values())
        parts += [f"{tokens:,} tokens"] if tokens else []
        parts += [] if self.cost is None else [f"cost {self.cost:,.4f}"]
        retry = f"; requests to send again are in {self.retry_file}" if self.retry_file else ""
        earlier = "; the job had been finished before, and nothing was sent" if self.was_finished else ""
        return f"{', '.join(parts)}; results are in {self.output}{retry}{earlier}"

    def _repr_html_(self) -> str:
        from ..ground.notebooks import table

        outcomes = [(name, f"{count:,}") for name, count in self.counts.items() if count]
        tokens = [
            (f"{name} of {model}", f"{count:,}")
            for model, counts in self.usage.items()
            for name, count in counts.items()
        ]
        rows = [("requests", f"{self.total:,}"), *outcomes, ("rounds", f"{self.rounds:,}"), *tokens]
        rows += [] if self.cost is None else [("cost", f"{self.cost:,.4f}")]
        rows += [("results", self.output)]
        rows += [("to send again", self.retry_file)] if self.retry_file else []
        return table(rows, self.job) + table(self.batches.items())


@dataclass(frozen=True, slots=True)
class Estimate:
    """An estimate for a file of requests.

    Attributes:
        requests, bytes: its size.
        batches: the number of batches.
        tokens: the tokens of the requests, estimated as bytes / 4, without those of the responses.
        models: the number of requests for each model.
        cost: the cost of the requests' tokens by the given prices; None without prices.
    """

    requests: int
    bytes: int
    batches: int
    tokens: int
    models: dict[str, int]
    cost: float | None = None

    def __str__(self) -> str:
        cost = "" if self.cost is None else f", cost of these {self.cost:,.4f}"
        batches = counted(self.batches, "batch", "batches")
        return (
            f"{counted(self.requests, 'request')}, {counted(self.bytes, 'byte')}, {batches}, about"
            f" {counted(self.tokens, 'token')} to send (estimated){cost}"
        )

    def _repr_html_(self) -> str:
        from ..ground.notebooks import table

        rows = [("requests", f"{self.requests:,}"), ("bytes", f"{self.bytes:,}"), ("batches", f"{self.batches:,}")]
        rows += [("tokens to send (estimated)", f"{self.tokens:,}")]
        rows += [(f"requests to {model}", f"{count:,}") for model, count in self.models.items()]
        rows += [] if self.cost is None else [("cost of these", f"{self.cost:,.4f}")]
        return table(rows)


_READ = ("prompt_tokens", "input_tokens")
_WRITTEN = ("completion_tokens", "output_tokens")


def checked_prices(prices: Any) -> dict[str, tuple[float, float]] | None:
    """Prices by model, for a million tokens that are read and written.

    Raises:
        ConfigurationError: they are something else.
    """
    if prices is None:
        return None
    if not is_mapping(prices) or not all(_is_price(each) for each in prices.values()):
        raise ConfigurationError(
            f"prices is {shorten(prices)}; pass {{model: (read, written)}}, each for a million tokens."
        )
    return {name: (float(each[0]), float(each[1])) for name, each in prices.items()}


def _is_price(value: Any) -> bool:
    return is_sequence(value) and len(value) == 2 and all(isinstance(each, (int, float)) for each in value)


def cost_of(usage: Mapping[str, Counter[str]], prices: Mapping[str, tuple[float, float]] | None) -> float | None:
    """Return the cost of tokens; None if a used model has no price. A model's name may end with a date."""
    if prices is None:
        return None
    cost = 0.0
    for model, counts in usage.items():
        price = price_of(model, prices)
        if price is None:
            return None
        read = sum(counts[name] for name in _READ)
        written = sum(counts[name] for name in _WRITTEN)
        cost += (read * price[0] + written * price[1]) / 1e6
    return cost


def price_of(model: str, prices: Mapping[str, tuple[float, float]]) -> tuple[float, float] | None:
    """The price of a model: its own, or that of the longest name that it begins with."""
    names = [name for name in prices if model == name or model.startswith(f"{name}-")]
    return prices[max(names, key=len)] if names else None
