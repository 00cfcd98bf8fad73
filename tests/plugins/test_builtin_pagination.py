from __future__ import annotations

from itertools import islice
from typing import Any

import pytest
from filewright import APIError
from filewright.builtin.pagination import Pagination
from filewright_api.models import FilePage
from filewright_api.operations import LIST_FILES, RETRIEVE_FILE


def after(api: Any, page: dict[str, Any], **arguments: Any) -> Any:
    call = api.client().new_call(LIST_FILES, arguments)
    return Pagination().next_page(call, FilePage.from_dict(page))


def test_the_cursor_is_the_id_of_the_last_item_and_the_filters_stay(api: Any) -> None:
    following = after(api, api.page("file-1", "file-2", more=True), purpose="batch", limit=2)
    assert following.arguments == {"purpose": "batch", "limit": 2, "after": "file-2"}
    assert following.operation is LIST_FILES


@pytest.mark.parametrize("ids", [(), ("file-1",)])
def test_no_page_follows_the_one_that_says_so_or_an_empty_one(ids: Any, api: Any) -> None:
    assert after(api, api.page(*ids, more=False)) is None
    assert after(api, api.page(more=True)) is None


@pytest.mark.parametrize("identity", ["", None])
def test_no_page_follows_an_item_that_gives_no_cursor(identity: Any, api: Any) -> None:
    page = FilePage.from_dict(api.page("file-1", "file-2", more=True))
    page.data[-1].id = identity
    assert Pagination().next_page(api.client().new_call(LIST_FILES, {}), page) is None


def test_an_empty_id_ends_a_walk(api: Any) -> None:
    """As a cursor it would ask for the first page again, which may go on for ever."""
    api.responses = [(200, api.page("file-1", "", more=True)), (200, api.page("file-9", more=False))]
    assert [file.id for file in api.client().files.list()] == ["file-1", ""]
    assert len(api.requests) == 1


@pytest.mark.row(170)
def test_a_page_without_its_list_is_an_empty_one(api: Any) -> None:
    api.responses = [(200, {"object": "list", "data": None, "has_more": True})]
    for listed in (api.client().files.list, api.client().batches.list):
        page = listed()
        assert (list(page), page.data, page.has_next_page()) == ([], [], False)


@pytest.mark.row(170)
def test_times_that_are_null_or_fractions_do_not_fail_a_list(api: Any) -> None:
    times = [None, 1.5, 7]
    files = [{**api.file, "created_at": time} for time in times]
    api.responses = [(200, {"object": "list", "data": files, "has_more": False})]
    assert [file.created_at for file in api.client().files.list()] == [None, 1, 7]


def test_a_limit_that_is_none_is_not_sent(api: Any) -> None:
    api.responses = [(200, api.page("file-1", more=False))]
    api.client().files.list(limit=None, purpose="batch")
    assert dict(api.requests[0].url.params) == {"purpose": "batch"}


def test_an_operation_without_paging_has_no_next_page(api: Any) -> None:
    call = api.client().new_call(RETRIEVE_FILE, {"file_id": "file-1"})
    assert Pagination().next_page(call, FilePage.from_dict(api.page("file-1", more=True))) is None


@pytest.mark.parametrize("pages", [[("a",), ("a",)], [("a",), ("b",), ("c",), ("a",)]])
def test_a_server_that_repeats_a_cursor_ends_in_an_error(pages: list[Any], api: Any) -> None:
    api.responses = [(200, api.page(*ids, more=True)) for ids in pages]
    files = iter(api.client().files.list())
    with pytest.raises(APIError, match="repeats itself: list_files says that more follow after 'a'"):
        list(islice(files, 10))
    assert len(api.requests) == len(pages)


def test_a_server_that_says_nothing_and_always_sends_all_is_walked_once(api: Any) -> None:
    api.responses = [(200, api.page("a", "b"))]
    assert [file.id for file in api.client().files.list()] == ["a", "b"]
    assert len(api.requests) == 2
