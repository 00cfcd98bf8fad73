"""From samples to a table: medians with their ranges, ratios taken round by round, and the targets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Any

COLUMNS = ("ours", "files.create", "httpx", "curl", "json.loads", "official", "official streaming")


@dataclass(frozen=True)
class AtMostTimes:
    """Our figure is at most `limit` times the baseline's."""

    limit: float
    baseline: str

    def value(self, samples: dict[str, list[float]], contender: str) -> float:
        return median_ratio(samples[contender], samples[self.baseline])

    def reached(self, value: float) -> bool:
        return value <= self.limit

    def show(self, value: float) -> str:
        return f"{value:.2f}x"

    def __str__(self) -> str:
        return f"<= {self.limit:g}x {self.baseline}"


@dataclass(frozen=True)
class AtLeastSpeed(AtMostTimes):
    """Our speed is at least `limit` times the baseline's; the samples are times."""

    def value(self, samples: dict[str, list[float]], contender: str) -> float:
        return median_ratio(samples[self.baseline], samples[contender])

    def reached(self, value: float) -> bool:
        return value >= self.limit

    def __str__(self) -> str:
        return f">= {self.limit:g}x {self.baseline}"


@dataclass(frozen=True)
class AtMost:
    """Our median is at most `limit`, or the highest of all rounds where it is of a `peak`."""

    limit: float
    unit: str
    peak: bool = False

    def value(self, samples: dict[str, list[float]], contender: str) -> float:
        return max(samples[contender]) if self.peak else median(samples[contender])

    def reached(self, value: float) -> bool:
        return value <= self.limit

    def show(self, value: float) -> str:
        return ""

    def __str__(self) -> str:
        return f"<= {self.limit:g} {self.unit}"


@dataclass(frozen=True)
class AtLeast(AtMost):
    """Our median is at least `limit`."""

    def reached(self, value: float) -> bool:
        return value >= self.limit

    def __str__(self) -> str:
        return f">= {self.limit:g} {self.unit}"


Target = AtMostTimes | AtLeastSpeed | AtMost


@dataclass(frozen=True)
class Row:
    """One measure: samples by contender, in the order of the rounds.

    An `informal` row has a target for its baseline only: the ratio is shown, and nothing is judged.
    """

    name: str
    unit: str
    samples: dict[str, list[float]]
    target: Target | None = None
    informal: bool = False

    def of_fast(self, target: Target) -> Row:
        """The same measure of the client with the extra `fast`, in our column, with a target of its own."""
        others = {name: values for name, values in self.samples.items() if name not in {"ours", "fast"}}
        return replace(self, name=f"{self.name}, fast", samples={"ours": self.samples["fast"], **others}, target=target)

    def comparable(self, contender: str) -> bool:
        baseline = getattr(self.target, "baseline", contender)
        return self.target is not None and bool(self.samples.get(contender)) and bool(self.samples.get(baseline))

    def ratio(self, contender: str) -> str:
        if self.target is None or not self.comparable(contender):
            return ""
        return self.target.show(self.target.value(self.samples, contender))

    def verdict(self) -> str:
        if self.target is None or self.informal:
            return ""
        if not self.comparable("ours"):
            return "not measured"
        return "reached" if self.target.reached(self.target.value(self.samples, "ours")) else "missed"

    def as_json(self) -> dict[str, Any]:
        return {
            "measure": self.name,
            "unit": self.unit,
            "samples": self.samples,
            "ratio": self.ratio("ours"),
            "official_ratio": self.ratio("official"),
            "target": None if self.informal or self.target is None else str(self.target),
            "verdict": self.verdict(),
        }


def median_ratio(above: Sequence[float], below: Sequence[float]) -> float:
    """The median of the ratios of each round: what slows a whole round down cancels out."""
    return median(one / other for one, other in zip(above, below, strict=True))


def figure(value: float) -> str:
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    return f"{value:.{digits}f}"


def cell(values: Sequence[float] | None) -> str:
    if not values:
        return "-"
    return f"{figure(median(values))} [{figure(min(values))}..{figure(max(values))}]"


def table(rows: Sequence[Row]) -> str:
    """The rows as text. A column that no row fills is left out."""
    columns = [column for column in COLUMNS if any(row.samples.get(column) for row in rows)]
    lines = [["measure, median [least..most]", *columns, "ours", "official", "target", ""]]
    for row in rows:
        target = "" if row.target is None or row.informal else str(row.target)
        cells = [cell(row.samples.get(column)) for column in columns]
        lines.append(
            [
                f"{row.name}, {row.unit}",
                *cells,
                row.ratio("ours"),
                row.ratio("official"),
                target,
                row.verdict(),
            ]
        )
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    aligned = [
        "  ".join(text.ljust(width) if not place else text.rjust(width) for place, (text, width) in enumerate(pairs))
        for pairs in (list(zip(line, widths, strict=True)) for line in lines)
    ]
    return "\n".join([aligned[0].rstrip(), "-" * len(aligned[0]), *(line.rstrip() for line in aligned[1:])])


HEADINGS = {
    "ours": "Filewright",
    "files.create": "files.create in threads",
    "httpx": "httpx by hand",
    "curl": "curl",
    "json.loads": "json.loads",
    "official": "openai",
    "official streaming": "openai, streaming",
}
PAGE = """# Speed

![Bars: times and memory of Filewright, httpx by hand, curl and the official SDK](images/speed.svg)

Written by `nox -s bench -- --page docs/speed.md`, and the chart by `python tests/bench/chart.py`: {surroundings}.

Filewright beside httpx as a careful person writes it by hand, curl and the official SDK, on loopback, without TLS
unless a row says https, so that nothing but the clients is measured; a real network is slower than all of them. The
file that is uploaded lies on a disk, and its bytes in the system's memory; downloads go to a memory disk. Figures are
medians. A ratio is the median of the ratios of each round, in which all have their turn one after the other: of times
where the aim is to stay below (<=), of speeds where it is to be above (>=).

{table}
"""


def page(rows: Sequence[Row], surroundings: str) -> str:
    """The rows as a page of the documentation. A column that no row fills is left out."""
    columns = [column for column in COLUMNS if any(row.samples.get(column) for row in rows)]
    head = f"|  | ratio | aimed at | {' | '.join(HEADINGS[column] for column in columns)} |"
    lines = [head, "| --- " * (len(columns) + 3) + "|", *(row_line(row, columns)[1] for row in rows)]
    return PAGE.format(surroundings=surroundings, table="\n".join(lines))


def page_with(rows: Sequence[Row], text: str) -> str:
    """The page, with lines of these rows in the place of those of the same name, or after all others.

    For measures that were taken by themselves; their names must be on the page once, as most are.
    """
    lines = text.splitlines()
    table = [number for number, line in enumerate(lines) if line.startswith("|")]
    headings = [cell.strip() for cell in lines[table[0]].strip("|").split("|")][3:]
    columns = [next(column for column, heading in HEADINGS.items() if heading == each) for each in headings]
    last = table[-1]
    for row in rows:
        name, line = row_line(row, columns)
        found = [number for number in table if lines[number].startswith(f"| {name} |")]
        if found:
            lines[found[0]] = line
        else:
            last += 1
            lines.insert(last, line)
    return "\n".join(lines) + "\n"


def row_line(row: Row, columns: Sequence[str]) -> tuple[str, str]:
    """What a row is called on the page, and its line there."""
    name = f"{row.name.strip()}, {row.unit}"
    figures = [figure(median(row.samples[column])) if row.samples.get(column) else "" for column in columns]
    aim = "" if row.target is None or row.informal else f"{str(row.target).strip()}: {row.verdict()}"
    return name, f"| {' | '.join([name, row.ratio('ours'), aim, *figures])} |"
