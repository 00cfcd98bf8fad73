"""Write docs/hooks.md from the docstrings and signatures of filewright.hookspecs: `python docs/make_hooks.py`."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Any

from filewright import hookspecs

PAGE = Path(__file__).with_name("hooks.md")


def kind(spec: Any) -> str:
    """Describe which implementations of a hook are called."""
    options = spec.filewright_spec
    if options["historic"]:
        return "all implementations, also those registered later"
    return (
        "implementations in turn, until one returns a value other than None"
        if options["firstresult"]
        else "all implementations"
    )


def section(name: str, spec: Any) -> str:
    """Return the section of the page about one hook."""
    signature = str(inspect.signature(spec)).replace("'", "")
    title = [f"## `{name}`", "", "```python", f"def {name}{signature}: ...", "```", ""]
    return "\n".join([*title, f"Called: {kind(spec)}.", "", inspect.getdoc(spec) or "", ""])


def page() -> str:
    """Return the whole page."""
    introduction = inspect.getdoc(hookspecs) or ""
    contents = [f"- [`{name}`](#{name})" for name in hookspecs.HOOKS]
    sections = [section(name, spec) for name, spec in hookspecs.HOOKS.items()]
    return "\n".join(["# Hooks", "", introduction, "", *contents, "", *sections]).rstrip() + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    print(f"{PAGE}: {len(hookspecs.HOOKS)} hooks")
