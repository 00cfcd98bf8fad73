"""Small requests that are carried out together: nothing is acknowledged that is not kept."""

from __future__ import annotations

import json
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import httpx
import pytest
from filewright.embedded import Store, running_server
from filewright.embedded.http.groups import MAX_GROUP


@pytest.fixture
def server(tmp_path):
    with running_server(tmp_path / "store", durable=False) as server:
        yield server


def create(client, number):
    form = {"files": {"file": (f"{number}", b"%d" % number)}, "data": {"purpose": "evals"}}
    return client.post("/files", **form)


def held_up(store, monkeypatch, failing=None):
    """Has groups of the store wait for an event; returns the event, and how many steps each group had."""
    may_go, sizes, group = threading.Event(), [], store.group

    @contextmanager
    def waiting():
        may_go.wait(250)
        steps = 0
        with group() as check:

            def count():
                nonlocal steps
                steps += 1
                check()

            yield count
            sizes.append(steps)
            if failing is not None:
                raise failing

    monkeypatch.setattr(store, "group", waiting)
    return may_go, sizes


def test_what_comes_meanwhile_shares_one_transaction(server, http, monkeypatch):
    client = http(server.base_url)
    may_go, sizes = held_up(server.store, monkeypatch)
    with ThreadPoolExecutor(12) as pool:
        responses = [pool.submit(create, client, number) for number in range(12)]
        threading.Timer(0.5, may_go.set).start()
        made = [response.result().json() for response in responses]
    assert sum(sizes) == 12
    assert len(sizes) < 12
    assert max(sizes) <= MAX_GROUP
    contents = {entry["filename"]: client.get(f"/files/{entry['id']}/content").content for entry in made}
    assert contents == {str(number): b"%d" % number for number in range(12)}


def test_where_a_group_fails_nobody_is_told_that_it_went_well(server, http, monkeypatch):
    client = http(server.base_url)
    error = sqlite3.OperationalError("disk I/O error")
    may_go, _ = held_up(server.store, monkeypatch, failing=error)
    with ThreadPoolExecutor(6) as pool:
        responses = [pool.submit(create, client, number) for number in range(6)]
        may_go.set()
        statuses = {response.result().status_code for response in responses}
    assert statuses == {500}
    monkeypatch.undo()
    assert client.get("/files").json()["data"] == []
    assert create(client, 1).status_code == 200


def test_a_request_that_fails_in_a_group_fails_alone(server, http):
    client = http(server.base_url)
    key = {"Idempotency-Key": "k"}

    def once(number):
        form = {"files": {"file": ("a", b"%d" % (number % 2))}, "data": {"purpose": "evals"}}
        return client.post("/files", headers=key, **form).status_code

    with ThreadPoolExecutor(10) as pool:
        statuses = list(pool.map(once, range(20)))
    assert sorted(set(statuses)) == [200, 422]
    assert statuses.count(200) == 10
    assert len(server.store.files()) == 1


def test_kill_9_in_the_midst_of_many_uploads_loses_nothing_acknowledged(server_process, folder):
    acknowledged: list[tuple[str, int]] = []

    def work(base_url, worker):
        with httpx.Client(base_url=base_url, trust_env=False, timeout=250) as client:
            for number in range(worker, 100_000, 8):
                try:
                    response = create(client, number)
                except httpx.TransportError:
                    return
                acknowledged.append((response.json()["id"], number))
                if len(acknowledged) >= 200:
                    enough.set()

    enough = threading.Event()
    with server_process(folder) as server:
        crowd = [threading.Thread(target=work, args=(server.base_url, worker)) for worker in range(8)]
        for thread in crowd:
            thread.start()
        assert enough.wait(60)
        server.process.kill()
        for thread in crowd:
            thread.join()
    assert len(acknowledged) >= 200
    with Store(folder, durable=False) as store:
        for file_id, number in acknowledged:
            record = store.file(file_id)
            assert record is not None
            assert store.contents.small(record) == b"%d" % number


def test_a_server_that_stops_responds_to_accepted_requests(tmp_path, http):
    with running_server(tmp_path / "store", durable=False) as server:
        with ThreadPoolExecutor(8) as pool:
            responses = [pool.submit(create, http(server.base_url), number) for number in range(8)]
            made = [json.loads(response.result().content)["id"] for response in responses]
        server.stop()
    with Store(tmp_path / "store", durable=False) as store:
        assert {record.id for record in store.files()} == set(made)
