from __future__ import annotations

import pickle
import warnings
from datetime import timedelta
from typing import Any

import pytest
from filewright import ConfigurationError, ExpiresAfter, ExpiryIgnoredError
from filewright.builtin.expiry import Expiry
from filewright.rules.expiries import settled
from filewright_api.operations import CREATE_FILE

RULE: Any = CREATE_FILE.expiry


@pytest.mark.parametrize(
    "value",
    [
        7200,
        7200.0,
        "2h",
        " 120 m ",
        "7200s",
        timedelta(hours=2),
        {"seconds": 7200},
        {"anchor": "created_at", "seconds": "2h"},
        ExpiresAfter(anchor="created_at", seconds=7200),
    ],
)
def test_an_expiry_has_many_spellings(value: Any) -> None:
    assert settled(value, RULE) == {"anchor": "created_at", "seconds": 7200}


def test_none_is_no_expiry() -> None:
    assert settled(None, RULE) is None


@pytest.mark.parametrize(("value", "seconds"), [("1h", 3600), ("30d", 2592000), ("4w", 2419200)])
def test_the_limits_themselves_are_allowed(value: str, seconds: int) -> None:
    assert settled(value, RULE) == {"anchor": "created_at", "seconds": seconds}


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (3599, "is 3599 seconds; it must be from 3600"),
        ("31d", "is 2678400 seconds"),
        (-3600, "is -3600 seconds"),
        ("7 days", "pass a timedelta"),
        ("", "pass a timedelta"),
        (3600.5, "pass a timedelta"),
        (float("inf"), "pass a timedelta"),
        (True, "is True; pass a timedelta"),
        (object(), "pass a timedelta"),
        ({"seconds": 3600, "anchor": "updated_at"}, "'updated_at'; the only anchor is 'created_at'"),
        ({"anchor": "created_at"}, "an anchor and seconds, nothing else"),
        ({"seconds": 3600, "minutes": 5}, "nothing else"),
    ],
)
def test_what_is_no_expiry_is_refused_before_anything_is_sent(value: Any, words: str, api: Any) -> None:
    with pytest.raises(ConfigurationError) as caught:
        api.client().files.create(file=b"x", purpose="user_data", expires_after=value)
    assert words in str(caught.value)
    assert api.requests == []


def test_defaults_go_by_purpose_with_a_star_for_all_others() -> None:
    expiry = Expiry({"batch": "7d", "*": "30d", "user_data": None})
    assert expiry.default_expiry("batch", None) == "7d"
    assert expiry.default_expiry("vision", None) == "30d"
    assert expiry.default_expiry("user_data", None) is None
    assert Expiry().default_expiry("batch", None) is None


@pytest.mark.parametrize("defaults", [["batch"], {5: "7d"}, {"batch": "soon"}, {"batch": {"minutes": 5}}])
def test_defaults_are_checked_when_the_client_is_made(defaults: Any, api: Any) -> None:
    with pytest.raises(ConfigurationError, match="expiry"):
        api.client(expiry=defaults)


def test_a_default_is_sent_also_for_uploads_in_parts(api: Any) -> None:
    upload = {**api.file, "object": "upload", "expires_at": 1, "status": "pending"}
    api.responses = [(200, upload)]
    client = api.client(expiry={"batch": "1d"})
    client.uploads.create(bytes=1, filename="a.jsonl", mime_type="application/jsonl", purpose="batch")
    assert b'"expires_after":{"anchor":"created_at","seconds":86400}' in api.requests[0].content


def kept(api: Any, checks: Any = True, **stored: Any) -> Any:
    """A file that is asked to be kept for two hours, and stored as the server says."""
    api.responses = [(200, {**api.file, "created_at": 1000, **stored})]
    return api.client(checks=checks).files.create(file=("a.txt", b"x"), purpose="user_data", expires_after="2h")


IGNORED = [{}, {"expires_at": None}, {"expires_at": 1000 + 7261}, {"expires_at": 1000 + 7139}]


@pytest.mark.row(171)
@pytest.mark.parametrize("stored", IGNORED)
def test_a_server_that_ignores_the_expiry_is_warned_of(stored: Any, api: Any) -> None:
    with pytest.warns(UserWarning, match="expires_after asked for 7,200 seconds, and the server ignored it") as caught:
        kept(api, **stored)
    assert caught[0].filename == __file__
    kept(api, {"expiry": False}, **stored)
    kept(api, False, **stored)


@pytest.mark.row(171)
@pytest.mark.parametrize("stored", IGNORED)
def test_it_is_an_error_where_that_is_asked_for(stored: Any, api: Any) -> None:
    with pytest.raises(ExpiryIgnoredError, match="ignored it: file file-1 has the expires_at") as caught:
        kept(api, {"expiry": True}, **stored)
    assert pickle.loads(pickle.dumps(caught.value)).file == caught.value.file
    assert caught.value.file.id == api.file["id"]
    # Where Python makes errors of warnings, this one has the file too.
    with warnings.catch_warnings(action="error"), pytest.raises(ExpiryIgnoredError) as caught:
        kept(api, **stored)
    assert caught.value.file.id == api.file["id"]


@pytest.mark.parametrize("stored", [{"expires_at": 1000 + 7260}, {"expires_at": 5, "created_at": None}])
def test_an_expiry_that_is_kept_to_is_not_spoken_of(stored: Any, api: Any) -> None:
    kept(api, {"expiry": True}, **stored)
