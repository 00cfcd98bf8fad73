"""The file system for fsspec: names, versions, listings, ranges, transactions, secrets."""

from __future__ import annotations

import logging
import pickle
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest
from filewright import AsyncOpenAI, ConfigurationError, OpenAI, hookimpl

fsspec = pytest.importorskip("fsspec", reason="fsspec is not installed (extra fsspec)")

from filewright.adapters.fsspec import OpenAIFileSystem  # noqa: E402
from fsspec.callbacks import Callback  # noqa: E402

CONTENT = bytes(range(256)) * 4096


class Requests:
    """The requests that a client sends."""

    def __init__(self) -> None:
        self.sent: list[str] = []

    @hookimpl
    def before_request_sent(self, request: httpx.Request) -> None:
        self.sent.append(f"{request.method} {request.url.path.removeprefix('/v1')}")


@pytest.fixture
def folder(tmp_path: Path) -> str:
    return (tmp_path / "files").as_uri()


@pytest.fixture
def made() -> Iterator[Callable[..., Any]]:
    opened: list[OpenAIFileSystem] = []

    def make(**options: Any) -> OpenAIFileSystem:
        opened.append(OpenAIFileSystem(skip_instance_cache=True, **options))
        return opened[-1]

    yield make
    for fs in opened:
        fs.close()


@pytest.fixture
def fs(made: Any, folder: str) -> Any:
    return made(base_url=folder)


@pytest.fixture
def files(folder: str) -> Iterator[Any]:
    with OpenAI(base_url=folder) as client:
        yield client.files


def create(files: Any, name: str, content: bytes = b"x") -> str:
    file_id: str = files.create(file=(name, content), purpose="user_data").id
    return file_id


# Names and versions


def test_the_newest_of_a_name_has_it_and_older_ones_have_their_id(fs: Any, files: Any) -> None:
    old, new = create(files, "a.txt", b"old"), create(files, "a.txt", b"new")
    paths = fs.ls("openai://user_data", detail=False)
    newest, older = (new, old) if fs.info("user_data/a.txt")["id"] == new else (old, new)
    assert paths == ["user_data/a.txt", f"user_data/a.txt@{older}"]
    assert fs.cat_file(f"openai://user_data/a.txt@{old}") == b"old"
    assert fs.cat_file(f"openai://user_data/a.txt@{new}") == b"new"
    assert fs.cat_file("user_data/a.txt") == {old: b"old", new: b"new"}[newest]


def test_a_file_of_an_id_is_had_without_a_listing(made: Any, folder: str, files: Any) -> None:
    file_id = create(files, "a.txt", b"abc")
    requests = Requests()
    fs = made(base_url=folder, plugins=[requests])
    assert fs.info(f"user_data/a.txt@{file_id}")["size"] == 3
    assert fs.info(f"user_data/@{file_id}")["id"] == file_id
    assert requests.sent == [f"GET /files/{file_id}"] * 2
    for wrong in (
        f"user_data/b.txt@{file_id}",
        f"batch/a.txt@{file_id}",
        "user_data/a.txt@file-none",
        "user_data/a@..",
    ):
        with pytest.raises(FileNotFoundError):
            fs.info(wrong)


def test_a_name_with_an_at_sign_is_a_name(fs: Any) -> None:
    fs.pipe_file("user_data/me@example.txt", b"1")
    assert fs.cat_file("user_data/me@example.txt") == b"1"


def test_writing_a_name_anew_replaces_it(fs: Any, files: Any) -> None:
    create(files, "a.txt", b"1")
    create(files, "a.txt", b"2")
    fs.pipe_file("user_data/a.txt", b"3")
    assert [(file.filename, file.bytes) for file in files.list()] == [("a.txt", 1)]
    assert fs.cat_file("user_data/a.txt") == b"3"


def test_versions_can_be_kept(made: Any, folder: str, files: Any) -> None:
    fs = made(base_url=folder, keep_versions=True)
    fs.pipe_file("user_data/a.txt", b"1")
    fs.pipe_file("user_data/a.txt", b"2")
    assert len(list(files.list())) == 2
    fs.rm("user_data/a.txt")
    assert not list(files.list())


def test_one_version_can_be_deleted(fs: Any, files: Any) -> None:
    ids = [create(files, "a.txt"), create(files, "a.txt")]
    fs.rm(fs.ls("user_data", detail=False)[1])
    (left,) = files.list()
    assert left.id in ids
    assert fs.ls("user_data", detail=False) == ["user_data/a.txt"]


@pytest.mark.parametrize("name", ["a*b?.txt", "a[1].txt", "100%.txt", "%2A.txt", "sub/dir/a.txt", "ü ß.txt"])
def test_every_name_has_a_path_that_leads_to_it(fs: Any, name: str) -> None:
    fs.pipe_file("user_data/other.txt", b"other")
    with fs.open(f"user_data/{name}", "wb") as file:
        file.write(name.encode())
    paths = [path for path in fs.find("user_data") if path != "user_data/other.txt"]
    assert len(paths) == 1
    assert fs.cat_file(paths[0]) == name.encode()
    assert fs.glob(paths[0]) == paths
    assert fs.unstrip_protocol(paths[0]) == f"openai://{paths[0]}"


def test_folders_are_slashes_in_names(fs: Any, files: Any) -> None:
    for name in ("logs/jan/1.txt", "logs/feb/1.txt", "logs/all.txt"):
        fs.pipe_file(f"user_data/{name}", b"12")
    assert fs.ls("user_data", detail=False) == ["user_data/logs"]
    assert fs.ls("user_data/logs", detail=False) == [
        "user_data/logs/all.txt",
        "user_data/logs/feb",
        "user_data/logs/jan",
    ]
    assert fs.isdir("user_data/logs/jan")
    assert fs.glob("user_data/**/1.txt") == ["user_data/logs/feb/1.txt", "user_data/logs/jan/1.txt"]
    assert fs.du("user_data") == 6
    assert {file.filename for file in files.list()} == {"logs%2Fjan%2F1.txt", "logs%2Ffeb%2F1.txt", "logs%2Fall.txt"}
    assert fs.ls("", detail=False) == ["user_data"]


def test_what_is_not_there_is_not_found(fs: Any) -> None:
    assert not fs.exists("user_data/none")
    assert fs.ls("user_data") == []
    for action in (fs.info, fs.cat_file, fs.rm, fs.ls):
        with pytest.raises(FileNotFoundError):
            action("user_data/none")
    with pytest.raises(ConfigurationError, match="'batch' has no name; write to 'purpose/name'"):
        fs.pipe_file("batch", b"")


def test_a_folder_is_deleted_only_when_asked(fs: Any) -> None:
    fs.pipe_file("user_data/logs/a.txt", b"")
    for action in (fs.rm, fs.cat_file):
        with pytest.raises(IsADirectoryError):
            action("user_data/logs")
    fs.rm("user_data/logs", recursive=True)
    assert not fs.exists("user_data/logs")


def test_copies_and_moves(fs: Any) -> None:
    fs.pipe_file("user_data/a.txt", b"abc")
    fs.cp("user_data/a.txt", "assistants/a.txt")
    fs.mv("user_data/a.txt", "user_data/b.txt")
    assert fs.find("") == ["assistants/a.txt", "user_data/b.txt"]
    assert fs.cat_file("assistants/a.txt") == b"abc"


def test_when_a_file_was_made(fs: Any) -> None:
    fs.pipe_file("user_data/a.txt", b"1")
    info, before = fs.info("user_data/a.txt"), fs.ukey("user_data/a.txt")
    assert fs.created("user_data/a.txt") == fs.modified("user_data/a.txt") == info["mtime"]
    assert info["mtime"].tzinfo is not None
    fs.pipe_file("user_data/a.txt", b"1")
    assert fs.ukey("user_data/a.txt") != before
    assert fs.checksum("user_data/a.txt") == int(fs.ukey("user_data/a.txt"), 16)


def test_an_expiry_can_be_given(fs: Any) -> None:
    fs.pipe_file("user_data/a.txt", b"1", expires_after="7d")
    info = fs.info("user_data/a.txt")
    assert (info["expires"] - info["created"]).days == 7


# Listings


def test_a_listing_is_believed_for_a_while_and_knows_own_writes(made: Any, folder: str, files: Any) -> None:
    requests = Requests()
    fs = made(base_url=folder, plugins=[requests])
    for number in range(5):
        fs.pipe_file(f"user_data/{number}.txt", b"1")
    fs.rm("user_data/0.txt")
    assert len(fs.ls("user_data")) == 4
    assert requests.sent.count("GET /files") == 1
    create(files, "by another.txt")
    assert not fs.exists("user_data/by another.txt")
    fs.invalidate_cache("user_data/any.txt")
    assert fs.exists("user_data/by another.txt")
    create(files, "more.txt")
    fs.invalidate_cache()
    assert fs.exists("user_data/more.txt")


@pytest.mark.parametrize("options", [{"use_listings_cache": False}, {"listings_expiry_time": 0}])
def test_listings_need_not_be_believed(made: Any, folder: str, files: Any, options: Any) -> None:
    fs = made(base_url=folder, **options)
    assert not fs.exists("user_data/a.txt")
    create(files, "a.txt")
    assert fs.exists("user_data/a.txt")


# Open files


def test_ranges_are_read(made: Any, folder: str) -> None:
    requests = Requests()
    fs = made(base_url=folder, plugins=[requests])
    fs.pipe_file("user_data/a.bin", CONTENT)
    requests.sent.clear()
    with fs.open("user_data/a.bin", block_size=1000) as file:
        file.seek(500_000)
        assert file.read(10) == CONTENT[500_000:500_010]
        file.seek(-5, 2)
        assert file.read() == CONTENT[-5:]
        assert file.read() == b""
    assert len(requests.sent) == 2
    for start, end in ((0, 10), (-10, None), (5, -5), (None, 3), (1 << 30, None), (7, 7)):
        assert fs.cat_file("user_data/a.bin", start, end) == CONTENT[start:end]


def test_an_open_file_stays_the_file_that_was_opened(made: Any, folder: str) -> None:
    fs = made(base_url=folder, keep_versions=True)
    fs.pipe_file("user_data/a.bin", CONTENT)
    with fs.open("user_data/a.bin", block_size=1000) as file:
        assert file.read(10) == CONTENT[:10]
        fs.pipe_file("user_data/a.bin", b"other" * (1 << 16))
        file.seek(100_000)
        assert file.read(10) == CONTENT[100_000:100_010]


def no_ranges(requests: list[str]) -> httpx.MockTransport:
    info = {"id": "file-1", "object": "file", "bytes": len(CONTENT), "created_at": 1, "filename": "a.bin"}

    def respond(request: httpx.Request) -> httpx.Response:
        requests.append(request.url.path)
        if request.url.path.endswith("/content"):
            return httpx.Response(200, content=CONTENT)
        info_of_it = {**info, "purpose": "user_data", "status": "processed"}
        return httpx.Response(200, json={"object": "list", "data": [info_of_it], "has_more": False})

    return httpx.MockTransport(respond)


def test_a_server_without_ranges_is_asked_once_and_told_of(made: Any, caplog: pytest.LogCaptureFixture) -> None:
    requests: list[str] = []
    http_client = httpx.AsyncClient(transport=no_ranges(requests))
    fs = made(client=AsyncOpenAI(api_key="x", base_url="https://files.example/v1", http_client=http_client))
    with caplog.at_level(logging.WARNING, "filewright"), fs.open("user_data/a.bin", block_size=1000) as file:
        for start in (500_000, 0, 900_000):
            file.seek(start)
            assert file.read(10) == CONTENT[start : start + 10]
    assert requests.count("/v1/files/file-1/content") == 1
    assert "ignores ranges: file-1 is fetched as a whole" in caplog.text
    assert fs.cat_file("user_data/a.bin", 5, 10) == CONTENT[5:10]


def test_a_block_that_raises_uploads_nothing(fs: Any) -> None:
    def write() -> None:
        with fs.open("user_data/a.txt", "wb") as file:
            file.write(b"half")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write()
    assert not fs.exists("user_data/a.txt")


def test_appending_and_creating(fs: Any) -> None:
    for text in (b"one\n", b"two\n"):
        with fs.open("user_data/a.txt", "ab") as file:
            file.write(text)
    assert fs.cat_file("user_data/a.txt") == b"one\ntwo\n"
    with pytest.raises(FileExistsError):
        fs.open("user_data/a.txt", "xb")
    with fs.open("user_data/new.txt", "xb") as file:
        file.write(b"1")
    assert fs.exists("user_data/new.txt")


def test_a_transaction_is_whole_or_nothing(fs: Any) -> None:
    def write() -> None:
        for name in ("a", "b"):
            with fs.open(f"user_data/{name}.txt", "wb") as file:
                file.write(b"1")

    with fs.transaction:
        write()
        assert fs.ls("user_data") == []
    assert len(fs.ls("user_data")) == 2
    fs.rm("user_data", recursive=True)

    def fail() -> None:
        with fs.transaction:
            write()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert fs.ls("user_data") == []


class Watched(Callback):  # type: ignore[misc]
    def __init__(self) -> None:
        super().__init__()
        self.values: list[int] = []

    def call(self, hook_name: str | None = None, **_: Any) -> None:
        self.values.append(self.value)


def test_progress_goes_to_the_callback(fs: Any, tmp_path: Path) -> None:
    path = tmp_path / "large.bin"
    path.write_bytes(CONTENT * 12)
    put, got = Watched(), Watched()
    fs.put_file(path, "user_data/large.bin", callback=put)
    fs.get_file("user_data/large.bin", tmp_path / "copy.bin", callback=got)
    assert (tmp_path / "copy.bin").read_bytes() == CONTENT * 12
    for seen in (put, got):
        assert seen.size == seen.value == len(CONTENT) * 12
        assert len(set(seen.values)) > 3, "it moves while bytes do"


def test_folders_are_put_and_got(fs: Any, tmp_path: Path) -> None:
    (tmp_path / "in" / "sub").mkdir(parents=True)
    for name in ("a.txt", "sub/b.txt"):
        (tmp_path / "in" / name).write_text(name)
    fs.put(f"{tmp_path}/in/", "openai://user_data/out/", recursive=True)
    fs.get("openai://user_data/out/", f"{tmp_path}/back/", recursive=True)
    assert fs.find("user_data") == ["user_data/out/a.txt", "user_data/out/sub/b.txt"]
    assert (tmp_path / "back" / "sub" / "b.txt").read_text() == "sub/b.txt"


def test_code_with_an_event_loop(folder: str) -> None:
    async def main() -> None:
        fs = OpenAIFileSystem(base_url=folder, asynchronous=True, skip_instance_cache=True)
        async with await fs.open_async("user_data/a.bin", "wb") as file:
            await file.write(CONTENT)
        async with await fs.open_async("openai://user_data/a.bin") as file:
            assert await file.read(10) == CONTENT[:10]
            assert await file.read() == CONTENT[10:]
        with pytest.raises(ZeroDivisionError):
            async with await fs.open_async("user_data/b.bin", "wb") as file:
                await file.write(b"1")
                raise ZeroDivisionError
        assert [info["name"] for info in await fs._ls("user_data")] == ["user_data/a.bin"]
        await fs.client.close()

    anyio.run(main)


# Finding it, secrets


def test_urls_find_it(folder: str) -> None:
    with fsspec.open("openai://user_data/a.txt", "w", base_url=folder) as file:
        file.write("ü\n")
    with fsspec.open("openai://user_data/a.txt", "r", base_url=folder, encoding="utf-8") as file:
        assert file.read() == "ü\n"
    fs = fsspec.filesystem("openai", base_url=folder)
    assert type(fs) is OpenAIFileSystem
    fs.close()


def test_no_key_is_pickled_or_written(made: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    fs = made(base_url="https://files.example/v1", api_key="sk-secret", keep_versions=True)
    for shown in (pickle.dumps(fs), fs.to_json().encode(), repr(fs).encode()):
        assert b"sk-secret" not in shown
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-the-environment")
    revived = pickle.loads(pickle.dumps(fs))
    assert revived.keep_versions
    assert str(revived.client.base_url) == "https://files.example/v1"
    revived.close()


def test_wrong_clients_are_refused() -> None:
    with pytest.raises(ConfigurationError, match="pass an AsyncOpenAI"), OpenAI(api_key="x") as client:
        OpenAIFileSystem(client=client)
    with pytest.raises(ConfigurationError, match="leave out base_url"):
        OpenAIFileSystem(client=AsyncOpenAI(api_key="x"), base_url="http://a")


def test_refusals_are_permission_errors(made: Any) -> None:
    transport = httpx.MockTransport(lambda request: httpx.Response(403, json={"error": {"message": "not yours"}}))
    fs = made(client=AsyncOpenAI(api_key="x", http_client=httpx.AsyncClient(transport=transport)))
    with pytest.raises(PermissionError, match="not yours"):
        fs.ls("batch")
