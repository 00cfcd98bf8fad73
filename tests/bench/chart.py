"""A chart of the figures on docs/speed.md: `python tests/bench/chart.py` draws docs/images/speed.svg from that page."""

from __future__ import annotations

from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"
PAGE, PICTURE = DOCS / "speed.md", DOCS / "images" / "speed.svg"

GROUPS = {
    "Upload of 512 MiB": "upload of 512 MiB, ms",
    "Upload of 512 MiB, memory": "memory growth, MiB",
    "Upload of 512 MiB, async": "upload of 512 MiB, async, ms",
    "Download of 512 MiB": "download of 512 MiB, ms",
    "Download of 512 MiB, async": "download of 512 MiB, async, ms",
    "2,000 small uploads, 64 at a time": "2,000 small uploads, 64 at a time, from Paths, ms",
    "10,000 files listed": "10,000 files listed and walked, ms",
}
"""What is shown, each with the name of its row in the table."""
COLOURS = {"Filewright": "#3f51b5", "httpx by hand": "#9e9e9e", "curl": "#bdbdbd", "openai": "#ef6c00"}
LEFT, WIDTH, BAR = 230, 420, 14


def figures(page: str) -> dict[str, dict[str, float]]:
    """The figures of the page's table by row and column; of rows with one name, the first."""
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in page.splitlines() if line.startswith("|")]
    heading, _, *lines = rows
    found: dict[str, dict[str, float]] = {}
    for cells in lines:
        numbers = zip(heading, cells, strict=True)
        found.setdefault(cells[0], {column: float(cell) for column, cell in numbers if column in COLOURS and cell})
    return found


def bars(title: str, values: dict[str, float], unit: str, top: int) -> list[str]:
    """One group: its title, and a bar for each contender, the longest as wide as the chart."""
    longest = max(values.values())
    lines = [f'<text x="{LEFT - 10}" y="{top + BAR - 3}" text-anchor="end" font-weight="bold">{title}</text>']
    for place, (name, value) in enumerate(values.items()):
        y, width = top + place * (BAR + 3), max(1, round(WIDTH * value / longest))
        lines.append(f'<rect x="{LEFT}" y="{y}" width="{width}" height="{BAR}" fill="{COLOURS[name]}"/>')
        lines.append(f'<text x="{LEFT + width + 6}" y="{y + BAR - 3}">{name}: {value:,g} {unit}</text>')
    return lines


def picture(page: str) -> str:
    """The chart as SVG."""
    found = figures(page)
    lines: list[str] = []
    top = 40
    for title, row in GROUPS.items():
        lines += bars(title, found[row], row.rsplit(", ", 1)[1], top)
        top += len(found[row]) * (BAR + 3) + 14
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 860 {top}" role="img" font-family="sans-serif"'
        ' font-size="12" fill="#222">'
    )
    title = "Filewright beside httpx by hand, curl and the official SDK: less is better"
    return "\n".join(
        [
            head,
            f"<title>{title}</title>",
            f'<rect width="860" height="{top}" fill="#ffffff"/>',
            f'<text x="20" y="22" font-size="14">{title}</text>',
            *lines,
            "</svg>\n",
        ]
    )


if __name__ == "__main__":
    PICTURE.write_text(picture(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    print(PICTURE)
