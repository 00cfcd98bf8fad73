"""Fail on links of the built site that lead nowhere, inside and between pages: `python docs/check_site.py site`."""

from __future__ import annotations

import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

ELSEWHERE = ("http:", "https:", "mailto:", "data:", "javascript:")


class Page(HTMLParser):
    """The anchors of a page, and the addresses that it names."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.anchors: set[str] = set()
        self.targets: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take note of what a tag is called and of where it leads."""
        values = dict(attrs)
        self.anchors |= {value for name in ("id", "name") if (value := values.get(name))}
        self.targets += [value for name in ("href", "src") if (value := values.get(name))]


def dead_links(site: Path) -> list[str]:
    """Every link that leads nowhere, as `page: target`."""
    site = site.resolve()
    pages = {path: Page(path.read_text(encoding="utf-8")) for path in sorted(site.rglob("*.html"))}
    return [
        f"{path.relative_to(site)}: {target}"
        for path, page in pages.items()
        if path.name != "404.html"  # its links are relative to wherever somebody is lost
        for target in dict.fromkeys(page.targets)
        if not target.startswith(ELSEWHERE) and not _leads_somewhere(path, target, pages)
    ]


def _leads_somewhere(path: Path, target: str, pages: dict[Path, Page]) -> bool:
    parts = urlsplit(target)
    place = (path.parent / unquote(parts.path)).resolve() if parts.path else path
    place = place / "index.html" if place.is_dir() else place
    if not place.exists():
        return False
    return not parts.fragment or place not in pages or unquote(parts.fragment) in pages[place].anchors


if __name__ == "__main__":
    found = dead_links(Path(sys.argv[1]))
    print("\n".join(found) or "no dead links")
    sys.exit(bool(found))
