"""Make docs/images/: what the command prints on a terminal, from real runs of it in a pseudo-terminal.

`python docs/make_screenshots.py`; POSIX only.
"""

from __future__ import annotations

import io
import os
import pty
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.text import Text

IMAGES = Path(__file__).with_name("images")
WIDTH = 120


def run(folder: Path, *arguments: str) -> str:
    """Run the command in a terminal of its own; all that it prints there, as a terminal gets it."""
    ours, theirs = pty.openpty()
    environment = {
        **os.environ,
        "OPENAI_BASE_URL": f"file://{folder}/store",
        "COLUMNS": str(WIDTH),
        "LINES": "24",
        "TERM": "xterm-256color",
        "PYTHONWARNINGS": "ignore",
    }
    command = [sys.executable, "-m", "filewright.cli", *arguments]
    process = subprocess.Popen(command, cwd=folder, env=environment, stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    printed = bytearray()
    while True:
        try:
            block = os.read(ours, 65536)
        except OSError:  # the other side is closed
            break
        if not block:
            break
        printed += block
    os.close(ours)
    if process.wait():
        raise SystemExit(f"filewright {' '.join(arguments)} failed:\n{printed.decode()}")
    return printed.decode()


def widest_frame(printed: str) -> str:
    """Of a line that was redrawn again and again, the frame in the middle."""
    frames = [frame for frame in re.split(r"\r\x1b\[2K|\r", printed) if "sending" in frame]
    return frames[len(frames) // 2].split("\n")[0]


def save(name: str, command: str, printed: str) -> None:
    """Write what was printed as an SVG, below the command that printed it."""
    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True)
    console.print(Text.assemble(("$ ", "bold green"), command))
    console.print(Text.from_ansi(printed.replace("\r\n", "\n").rstrip()))
    svg = console.export_svg(title="filewright", unique_id=f"filewright-{name}")
    # The reader's own monospaced font will do; nothing is to be fetched for it.
    svg = re.sub(r"\s*@font-face \{.*?\}\n", "\n", svg, flags=re.DOTALL)
    IMAGES.mkdir(exist_ok=True)
    (IMAGES / f"{name}.svg").write_text(svg, encoding="utf-8")


def main() -> None:
    """Make all of them."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        sizes = {"requests.jsonl": 48_211, "evaluation.jsonl": 1_204_880, "handbook.pdf": 3_560_113}
        for name, size in sizes.items():
            (folder / name).write_bytes(b"x" * size)
        large = folder / "corpus.jsonl"
        with large.open("wb") as file:
            file.truncate(192 << 20)
        run(folder, "files", "create", "requests.jsonl", "evaluation.jsonl", "-p", "batch")
        run(folder, "files", "create", "handbook.pdf", "-p", "user_data", "--expires-after", "7d")
        save("list", "filewright files list", run(folder, "files", "list"))
        upload = run(folder, "files", "create", "corpus.jsonl", "-p", "batch")
        save("progress", "filewright files create corpus.jsonl --purpose batch", widest_frame(upload))


if __name__ == "__main__":
    main()
