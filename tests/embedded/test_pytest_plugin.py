from __future__ import annotations

import subprocess
import sys
import textwrap


def test_the_fixture_gives_a_server_to_test_against(files_server, http):
    client = http(files_server.base_url, headers={"authorization": f"Bearer {files_server.api_key}"})
    assert files_server.files() == []
    seeded = files_server.add("seed.txt", b"before")
    files_server.fail = {"bad.txt"}
    bad = client.post("/files", files={"file": ("bad.txt", b"x")}, data={"purpose": "evals"}).json()
    assert bad["status"] == "error"
    files_server.processing_seconds = 60
    assert client.get(f"/files/{bad['id']}").json()["status"] == "uploaded"
    assert [record.id for record in files_server.files()] == [seeded.id, bad["id"]]
    assert files_server.content(seeded.id) == b"before"
    assert client.get(f"/files/{seeded.id}/content").content == b"before"


def test_the_fixture_asks_for_its_key(files_server, http):
    assert http(files_server.base_url).get("/files").status_code == 401
    assert files_server.api_key not in repr(files_server)


def run(code: str, *flags: str) -> str:
    result = subprocess.run([sys.executable, *flags, "-c", code], capture_output=True, text=True, check=True)
    return result.stdout.strip()


def test_the_plugin_imports_nothing_but_pytest():
    code = """
    import sys, pytest
    before = set(sys.modules)
    import filewright.pytest_plugin
    print(sorted({name.partition(".")[0] for name in set(sys.modules) - before}))
    print("asyncio" in set(sys.modules) - before, "httpx" in sys.modules, "sqlite3" in sys.modules)
    """
    top, heavy = run(textwrap.dedent(code)).splitlines()
    assert eval(top) == ["filewright"]
    assert heavy == "False False False"


def test_without_the_extra_only_tests_that_use_the_fixture_fail(tmp_path):
    (tmp_path / "test_it.py").write_text("def test_a(): pass\ndef test_b(files_server): pass\n")
    code = f"""
    import sys, pytest
    for name in ("python_multipart", "starlette", "uvicorn"):
        sys.modules[name] = None
    pytest.main(["-q", "-p", "no:cacheprovider", "--rootdir", {str(tmp_path)!r}, {str(tmp_path)!r}])
    """
    out = run(textwrap.dedent(code))
    assert "1 passed, 1 error" in out
    assert "pip install 'filewright[server]'" in out
    assert "Traceback" not in out
