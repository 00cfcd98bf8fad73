"""The main job, from end to end, against the embedded server: upload, wait, list, download, compare, delete."""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path

from filewright import OpenAI
from filewright.embedded import Processing, running_server

REQUESTS = Path(__file__).parent / "requests.jsonl"


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def run(client: OpenAI, folder: Path) -> None:
    file = client.files.create(file=REQUESTS, purpose="batch", expires_after="1d")
    print(f"uploaded    {file.filename}, {file.bytes:,} bytes, as {file.id}: {file.status}")

    file = client.files.wait_for_processing(file.id, poll_interval=0.2, raise_on_error=True)
    print(f"waited      until it was {file.status}")

    found = [listed.id for listed in client.files.list(purpose="batch")]
    print(f"listed      {len(found)} file(s) for 'batch', ours {'among' if file.id in found else 'NOT among'} them")

    copy = folder / "copy.jsonl"
    client.files.content(file.id).stream_to_file(copy)
    print(f"downloaded  {copy.stat().st_size:,} bytes to {copy.name}")

    if sha256(copy) != sha256(REQUESTS):
        raise SystemExit("compared    the copy differs from what was uploaded")
    print(f"compared    both have the SHA-256 {sha256(copy)[:16]}...")

    print(f"deleted     {client.files.delete(file.id).id}; {len(client.files.list().data)} file(s) left")


def main() -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        running_server(processing=Processing(1.0)) as server,
        OpenAI(api_key="any", base_url=server.base_url) as client,
    ):
        print(f"serving     {server.base_url}")
        run(client, Path(folder))


if __name__ == "__main__":
    main()
