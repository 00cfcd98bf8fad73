from __future__ import annotations

import pickle
import time
from email.utils import formatdate
from typing import Any

import anyio
import httpx
import pytest
from filewright import ConfigurationError, InternalServerError, UploadOutcomeUnknownError, hookimpl
from filewright.rules.likeness import Window

LOST = httpx.ReadError("reset")


def create(client: Any) -> Any:
    return client.files.create(file=("a b.txt", b"hello"), purpose="user_data")


def listed(api: Any, **changes: Any) -> dict[str, Any]:
    return {**api.file, "created_at": int(time.time()), "filename": "a b.txt", **changes}


def listing(*files: dict[str, Any]) -> dict[str, Any]:
    return {"object": "list", "data": list(files), "has_more": False}


def methods(api: Any) -> list[str]:
    return [request.method for request in api.requests]


@pytest.mark.parametrize("name", ["a b.txt", "a_b.txt", "A%20B.TXT"])
def test_the_one_file_that_a_lost_response_told_of_is_the_result(name: str, api: Any) -> None:
    api.responses = [LOST, (200, listing(listed(api, id="file-9", filename=name)))]
    assert create(api.client()).id == "file-9"
    assert methods(api) == ["POST", "GET"]
    assert dict(api.requests[1].url.params) == {"purpose": "user_data", "order": "desc"}


@pytest.mark.parametrize(
    "other",
    [
        {"bytes": 6},
        {"filename": "b.txt"},
        {"filename": "a b2.txt"},
        {"purpose": "batch"},
        {"created_at": int(time.time()) - 100},
    ],
)
def test_where_no_file_is_like_it_the_create_is_sent_again(other: dict[str, Any], api: Any) -> None:
    api.responses = [LOST, (200, listing(listed(api, **other))), (200, api.file)]
    assert create(api.client()).id == "file-1"
    assert methods(api) == ["POST", "GET", "POST"]


def test_several_that_are_like_it_are_told_and_nothing_is_sent_again(api: Any) -> None:
    api.responses = [LOST, (200, listing(listed(api, id="file-8"), listed(api, id="file-9")))]
    with pytest.raises(UploadOutcomeUnknownError, match="2 files match: file-8, file-9"):
        create(api.client())
    assert methods(api) == ["POST", "GET"]


def test_a_list_that_cannot_be_had_is_told(api: Any) -> None:
    api.responses = [LOST, (403, {"error": {"message": "no listing"}})]
    with pytest.raises(UploadOutcomeUnknownError, match="the list could not be had"):
        create(api.client())
    assert methods(api) == ["POST", "GET"]


def test_a_file_that_another_call_has_told_of_is_not_taken(api: Any) -> None:
    client = api.client()
    api.responses = [(200, listed(api, id="file-1")), LOST, (200, listing(listed(api, id="file-1"))), (200, api.file)]
    create(client)
    create(client)
    assert methods(api) == ["POST", "POST", "GET", "POST"]


def test_a_clock_that_is_wrong_is_allowed_for(api: Any) -> None:
    behind = time.time() - 3600
    files = listing(listed(api, id="file-9", created_at=int(behind)))
    api.responses = [LOST, (200, files, {"date": formatdate(behind, usegmt=True)})]
    assert create(api.client()).id == "file-9"


def test_a_request_that_never_went_out_whole_is_not_looked_for(api: Any) -> None:
    api.responses = [httpx.ConnectError("refused"), (200, api.file)]
    create(api.client())
    assert methods(api) == ["POST", "POST"]


def test_an_operation_that_cannot_be_looked_for_is_not_sent_again(api: Any) -> None:
    api.responses = [LOST]
    with pytest.raises(
        UploadOutcomeUnknownError, match="create_vector_store was sent but its response was lost"
    ) as caught:
        api.client().vector_stores.create(name="a")
    assert methods(api) == ["POST"]
    with pytest.raises(ConfigurationError, match="Nothing can be looked for"):
        api.client().settle(caught.value)


def newest_first(api: Any, files: list[dict[str, Any]], size: int, *, falling: bool = True) -> Any:
    """A list in pages, in the order that is asked for, or always from the oldest on."""

    def page(request: httpx.Request) -> tuple[int, dict[str, Any]]:
        ordered = files[::-1] if falling and request.url.params.get("order") == "desc" else files
        after = request.url.params.get("after")
        start = 1 + [file["id"] for file in ordered].index(after) if after else 0
        return 200, {"object": "list", "data": ordered[start : start + size], "has_more": start + size < len(ordered)}

    return page


def older(api: Any, count: int) -> list[dict[str, Any]]:
    now = int(time.time())
    return [listed(api, id=f"file-{n}", created_at=now - 10 * 86400 + n, bytes=n) for n in range(count)]


def test_a_list_from_the_oldest_on_is_walked_to_its_end(api: Any) -> None:
    page = newest_first(api, [*older(api, 50), listed(api, id="file-new")], 20, falling=False)
    api.responses = [LOST, page]
    assert create(api.client()).id == "file-new"
    assert methods(api) == ["POST", "GET", "GET", "GET"]


def test_a_list_from_the_newest_on_is_walked_until_it_is_older(api: Any) -> None:
    page = newest_first(api, [*older(api, 50), listed(api, id="file-new")], 20)
    api.responses = [LOST, page]
    assert create(api.client()).id == "file-new"
    assert methods(api) == ["POST", "GET"]


def test_one_older_file_at_the_end_of_a_page_ends_the_search(api: Any) -> None:
    others = [listed(api, id=f"file-n{n}", bytes=99) for n in range(18)]
    page = newest_first(api, [*older(api, 21), listed(api, id="file-new"), *others], 20)
    api.responses = [LOST, page]
    assert create(api.client()).id == "file-new"
    assert methods(api) == ["POST", "GET"]


def test_a_file_that_others_have_pushed_to_another_page_is_found(api: Any) -> None:
    others = [listed(api, id=f"file-n{n}", bytes=99) for n in range(45)]
    page = newest_first(api, [*older(api, 50), listed(api, id="file-new"), *others], 20)
    api.responses = [LOST, page]
    assert create(api.client()).id == "file-new"
    assert methods(api) == ["POST", "GET", "GET", "GET"]


@pytest.mark.parametrize("status", [400, 422])
def test_a_server_that_refuses_to_be_told_the_order_is_asked_without(status: int, api: Any) -> None:
    def strict(request: httpx.Request) -> tuple[int, dict[str, Any]]:
        return (status, {}) if "order" in request.url.params else (200, listing(listed(api, id="file-9")))

    api.responses = [LOST, strict]
    assert create(api.client()).id == "file-9"
    assert methods(api) == ["POST", "GET", "GET"]


@pytest.mark.parametrize("hours", [-14, -5.75, -1, 1, 5.5])
def test_a_clock_that_is_wrong_by_zones_and_not_told_leaves_a_doubt(hours: float, api: Any) -> None:
    file = listed(api, id="file-9", created_at=int(time.time() + 3600 * hours))
    api.responses = [LOST, (200, listing(file))]
    with pytest.raises(UploadOutcomeUnknownError, match="file-9 matches, but was made at another time") as caught:
        create(api.client())
    assert [file.id for file in caught.value.candidates] == ["file-9"]
    assert methods(api) == ["POST", "GET"]


@pytest.mark.parametrize("minutes", [1, 9, 19])
def test_a_clock_that_is_wrong_by_zones_may_be_that_of_a_long_call(minutes: float) -> None:
    window = Window(start=100_000.0, end=100_000.0 + 20 * 60, certain=False)
    moment = window.start - 5 * 3600 + minutes * 60
    assert window.may_hold(moment)
    assert not window.holds(moment)
    assert not window._replace(certain=True).may_hold(moment)


@pytest.mark.parametrize("seconds", [-3600, -137, 3600])
def test_the_clock_is_read_off_what_the_server_made_before(seconds: int, api: Any) -> None:
    """Not off its Date, which a proxy may have added."""
    client = api.client()
    wrong = int(time.time()) + seconds
    found = listing(listed(api, id="file-9", created_at=wrong))
    dated = {"date": formatdate(usegmt=True)}
    api.responses = [(200, listed(api, id="file-8", created_at=wrong), dated), LOST, (200, found, dated)]
    create(client)
    assert create(client).id == "file-9"
    assert methods(api) == ["POST", "POST", "GET"]


@pytest.mark.parametrize("name", ["0f3a_a b.txt", "a_b-1700000000.txt", "a b (1).txt", "dir_a_b.txt"])
def test_a_name_that_the_server_added_to_is_known_again(name: str, api: Any) -> None:
    api.responses = [LOST, (200, listing(listed(api, id="file-9", filename=name)))]
    assert create(api.client()).id == "file-9"


def test_the_same_name_goes_before_one_that_is_alike(api: Any) -> None:
    files = listing(listed(api, id="file-8", filename="x_a b.txt"), listed(api, id="file-9"))
    api.responses = [LOST, (200, files)]
    assert create(api.client()).id == "file-9"


def test_a_size_that_the_server_does_not_tell_is_not_compared(api: Any) -> None:
    api.responses = [LOST, (200, listing(listed(api, id="file-9", bytes=None)))]
    assert create(api.client()).id == "file-9"


def test_an_equal_call_under_way_leaves_a_doubt(api: Any) -> None:
    client = api.client(max_retries=0)
    inner: list[Any] = []

    def listing_while_lost(request: httpx.Request) -> tuple[int, dict[str, Any]]:
        return 200, listing(listed(api, id="file-9"))

    def second(request: httpx.Request) -> Any:
        with pytest.raises(UploadOutcomeUnknownError, match="an equal call of this client is under way") as caught:
            create(client)
        inner.append(caught.value)
        return 200, listed(api, id="file-9")

    api.responses = [second, LOST, listing_while_lost]
    assert create(client).id == "file-9"
    assert [file.id for file in inner[0].candidates] == ["file-9"]


def unknown(api: Any, client: Any) -> UploadOutcomeUnknownError:
    api.responses = [LOST, (200, listing(listed(api, id="file-8"), listed(api, id="file-9")))]
    with pytest.raises(UploadOutcomeUnknownError) as caught:
        create(client)
    return caught.value


@pytest.mark.row(169)
def test_a_doubt_is_settled_later_also_in_another_process(api: Any) -> None:
    error = pickle.loads(pickle.dumps(unknown(api, api.client())))
    assert [file.id for file in error.candidates] == ["file-8", "file-9"]
    assert error.sought == {"purpose": "user_data", "filename": "a b.txt", "bytes": 5}
    client = api.client()
    with pytest.raises(UploadOutcomeUnknownError, match="2 files match"):
        client.settle(error)
    api.responses = [(200, listing(listed(api, id="file-9")))]
    assert client.settle(error).id == "file-9"
    assert client.settle(error).id == "file-9"
    api.responses = [(200, listing())]
    assert client.settle(error) is None


def test_a_doubt_is_settled_by_an_async_client(api: Any) -> None:
    error = unknown(api, api.client())

    async def settle() -> Any:
        async with httpx.AsyncClient(transport=httpx.MockTransport(api.handle)) as http:
            return await api.async_client(http_client=http).settle(error)

    api.responses = [(200, listing(listed(api, id="file-9")))]
    assert anyio.run(settle).id == "file-9"


@pytest.mark.parametrize("error", [None, ValueError("x")])
def test_only_a_doubt_can_be_settled(error: Any, api: Any) -> None:
    with pytest.raises(ConfigurationError, match="pass the UploadOutcomeUnknownError"):
        api.client().settle(error)


def test_without_the_rule_nothing_can_be_settled(api: Any) -> None:
    with pytest.raises(ConfigurationError, match="do not block 'recovery'"):
        api.client(block=["recovery"]).settle(unknown(api, api.client()))


def test_blocked_a_lost_response_is_told_and_not_looked_for(api: Any) -> None:
    api.responses = [LOST]
    with pytest.raises(UploadOutcomeUnknownError):
        create(api.client(block=["recovery"]))
    assert methods(api) == ["POST"]


def test_after_the_last_attempt_a_refusal_is_what_it_is(api: Any) -> None:
    api.responses = [(500, {})]
    with pytest.raises(InternalServerError):
        create(api.client(max_retries=0))
    assert methods(api) == ["POST"]


def test_what_another_plugin_returns_for_an_upload_need_not_be_a_file(api: Any) -> None:
    class Bare:
        @hookimpl
        def upload_file(self, call: Any) -> Any:
            yield from call.exchange()
            return None

    assert create(api.client(Bare())) is None
