"""`file:` URLs: what is unambiguous is taken, the rest is refused with the URL to use."""

from __future__ import annotations

from pathlib import Path

import pytest
from filewright import AsyncOpenAI, ConfigurationError, OpenAI
from filewright.folder_urls import checked_folder_url, folder_of


@pytest.mark.parametrize(
    ("url", "folder"),
    [
        ("file:///a/b", "/a/b"),
        ("FILE:///a/b", "/a/b"),
        ("file:///a/b///", "/a/b"),
        ("file:/a/b", "/a/b"),
        ("file://localhost/a/b", "/a/b"),
        ("file://LOCALHOST/a", "/a"),
        ("file:///a/./b/../c", "/a/c"),
        ("file:///a b/ü(1);x", "/a b/ü(1);x"),
        ("file:///a%20b", "/a b"),
        ("file:///a%20b/c d", "/a b/c d"),
        ("file:///100%25", "/100%"),
        ("file:///%c3%bc", "/ü"),
        ("file:///100% sure", "/100% sure"),
        ("file:///a%3Fb%23", "/a?b#"),
        ("file:///a:b@c", "/a:b@c"),
    ],
)
def test_what_is_unambiguous_is_taken(url: str, folder: str) -> None:
    checked = checked_folder_url(url, windows=False)
    assert checked == Path(folder).as_uri()
    assert folder_of(checked, windows=False) == folder
    assert checked_folder_url(checked, windows=False) == checked


@pytest.mark.parametrize("name", ["plain", "a b", "%41", "50%", "%2e%2e", "a?b", "a#b", "ü\u2028", "\udcff", "a\\b"])
def test_what_path_as_uri_gives_is_taken(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    assert folder_of(checked_folder_url(folder.as_uri(), windows=False), windows=False) == str(folder)


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("file:///a/%41b", r"'file:///a/%2541b' .*or 'file:///a/Ab'"),
        ("file:///%2e%2e/b", r"two ways"),
        ("file:///a%2Fb", r"two ways"),
        ("file:///a%20b%", r"two ways"),
        ("file:///a%00b", r"two ways"),
        ("file:///a?b", r"%3F and %23"),
        ("file:///a#b", r"%3F and %23"),
        ("file:///a\nb", r"control character"),
        ("file://data/files", r"no absolute path.*/data/files'"),
        ("file:data", r"no absolute path.*/data'"),
        ("file://user:secret@host/a", r"no absolute path"),
        ("file:", r"no absolute path"),
        ("file://", r"no absolute path"),
        ("file:///", r"names no folder"),
        ("file://localhost/", r"names no folder"),
    ],
)
def test_the_rest_is_refused_with_what_to_write(url: str, message: str) -> None:
    for client in (OpenAI, AsyncOpenAI):
        with pytest.raises(ConfigurationError, match=message) as caught:
            client(base_url=url)
        assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "checked", "folder"),
    [
        ("file:///C:/a/b", "file:///C:/a/b", "C:\\a\\b"),
        ("file://C:\\a\\b c", "file:///C:/a/b%20c", "C:\\a\\b c"),
        ("file://C:/a/", "file:///C:/a", "C:\\a"),
        ("file:///C:/a%20b", "file:///C:/a%20b", "C:\\a b"),
        ("file:C:/a", "file:///C:/a", "C:\\a"),
    ],
)
def test_paths_of_windows(url: str, checked: str, folder: str) -> None:
    assert checked_folder_url(url, windows=True) == checked
    assert checked_folder_url(checked, windows=True) == checked
    assert folder_of(checked, windows=True) == folder


@pytest.mark.parametrize("url", ["file:///a/b", "file://server/share", "file:///C:a"])
def test_on_windows_a_path_needs_its_drive(url: str) -> None:
    with pytest.raises(ConfigurationError, match=r"no absolute path"):
        checked_folder_url(url, windows=True)


@pytest.mark.parametrize("name", ["a b", "ü", "100% sure", "x(1)", "a:b@c"])
def test_a_path_behind_file_keeps_its_files_there(tmp_path: Path, name: str) -> None:
    pytest.importorskip("python_multipart", reason="folders need the extra `server`")
    folder = tmp_path / name
    with OpenAI(base_url=f"file://{folder}") as client:
        client.files.create(file=("a.txt", b"a"), purpose="user_data")
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert (folder / "store.sqlite3").exists()


def test_a_folder_that_is_there_under_the_very_name_is_not_passed_over(tmp_path: Path) -> None:
    folder = tmp_path / "a%20b"
    folder.mkdir()
    with OpenAI(base_url=f"file://{folder}") as client, pytest.raises(ConfigurationError, match="a%2520b"):
        client.files.list()
    (tmp_path / "a b").mkdir()
    with OpenAI(base_url=f"file://{folder}") as client:
        assert client.files.list().data == []


async def _reads(client: AsyncOpenAI) -> None:
    async with client:
        assert (await client.files.list()).data == []
        with pytest.raises(Exception, match="No such File"):
            await client.files.retrieve("file-1")


def test_only_a_write_makes_a_folder(tmp_path: Path) -> None:
    pytest.importorskip("python_multipart", reason="folders need the extra `server`")
    folder = tmp_path / "mistyped" / "files"
    with OpenAI(base_url=folder.as_uri()) as client:
        assert client.files.list().data == []
        assert list(client.batches.list()) == []
        for read in (client.files.retrieve, client.files.delete, lambda name: client.files.content(name).read()):
            with pytest.raises(Exception, match="No such File"):
                read("file-1")
        assert list(tmp_path.iterdir()) == []
        created = client.files.create(file=("a.txt", b"a"), purpose="user_data")
        assert [file.id for file in client.files.list()] == [created.id]
    import anyio

    anyio.run(_reads, AsyncOpenAI(base_url=(tmp_path / "other").as_uri()))
    assert [path.name for path in tmp_path.iterdir()] == ["mistyped"]
