"""Errors: their tree, and the sentence in a response that is meant for people."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest
from filewright import errors
from filewright.flows.details import readable_detail
from filewright.flows.failures import error_of_response


def drawn_tree() -> dict[str, tuple[str, set[str]]]:
    """Of each class in the drawing: the one above it, and the built-in ones that it is said to be too."""
    tree: dict[str, tuple[str, set[str]]] = {}
    above: list[str] = []
    for line in (errors.__doc__ or "").splitlines():
        match = re.match(r"    ([│├└─ ]*)(\w+Error)\b", line)
        if match is None:
            continue
        depth = len(match[1]) // 4
        also = re.search(r"\(also ([\w, ]+)\)", line)
        above[depth:] = [match[2]]
        tree[match[2]] = (above[depth - 1] if depth else "", set(also[1].split(", ")) if also else set())
    return tree


def test_the_tree_is_as_it_is_drawn() -> None:
    tree = drawn_tree()
    assert set(tree) == set(errors.__all__)
    for name, (parent, also) in tree.items():
        bases = [base.__name__ for base in getattr(errors, name).__mro__[1:]]
        public = [base for base in bases if base in tree]
        assert (public[0] if public else "") == parent, name
        assert also <= set(bases), name
        if name != "OpenAIError":
            builtin = {"OSError", "ValueError", "RuntimeError", "ImportError"} & set(bases)
            stated = {base.__name__ for word in also for base in __builtins_of(word)}
            inherited = {base.__name__ for base in getattr(errors, parent).__mro__}
            assert builtin <= stated | inherited, f"{name} is more than its drawing says"


def __builtins_of(name: str) -> tuple[type, ...]:
    import builtins

    cls: type = getattr(builtins, name)
    return cls.__mro__


DETAILS: dict[str, tuple[Any, str | None]] = {
    "official": ({"error": {"message": "said", "type": "t", "param": None, "code": None}}, "said"),
    "official in part": ({"error": {"code": "c", "message": "said"}}, "said"),
    "error is text": ({"error": "said"}, "said"),
    "detail is text": ({"detail": "said"}, "said"),
    "detail is a list": ({"detail": [{"loc": ["a"], "msg": "one"}, {"loc": ["b"], "msg": "two"}]}, "one; two"),
    "of a long list the first three": ({"detail": [{"msg": str(number)} for number in range(9)]}, "0; 1; 2"),
    "errors": ({"errors": [{"message": "said"}]}, "said"),
    "errors are texts": ({"errors": ["one", "two"]}, "one; two"),
    "problem": ({"type": "about:blank", "title": "Title", "detail": "said", "status": 400}, "said"),
    "problem without detail": ({"type": "about:blank", "title": "Title"}, "Title"),
    "message": ({"message": "said"}, "said"),
    "empty error beside a message": ({"error": {}, "message": "said"}, "said"),
    "error says only true": ({"error": True, "message": "said"}, "said"),
    "plain text on lines": ("  one\n\n two ", "one two"),
    "page": ("<html><style>a{}</style><script>b()</script><h1>Bad</h1><p>gateway</p></html>", "Bad gateway"),
    "page with less and more": ("1 < 2 <b\n>and</b> 3 > 2 <SCRIPT src=x>a<b>c</script >end", "1 < 2 and 3 > 2 end"),
    "script within style": ("<style><script>a</script>b</style><p>end</p> <", "end <"),
    "nothing": (None, None),
    "number": (5, None),
    "empty object": ({}, None),
    "empty list": ([], None),
    "nothing known": ({"code": 5}, None),
    "more than three": ({"detail": [{"msg": text} for text in "abcd"]}, "a; b; c"),
    "deep enough": ([{"error": [{"error": "said"}]}], "said"),
    "lists too deep": ([[[[["too deep"]]]]], None),
    "deep": ({"error": {"error": {"error": {"error": {"error": "too deep"}}}}}, None),
}


@pytest.mark.parametrize(("body", "detail"), DETAILS.values(), ids=DETAILS)
def test_the_sentence_for_people(body: Any, detail: str | None) -> None:
    assert readable_detail(body) == detail


@pytest.mark.parametrize("body", [{"error": {"message": "long " * 10_000}}, "<html><script>never ends " + "x" * 50_000])
def test_a_sentence_has_an_end(body: Any) -> None:
    detail = readable_detail(body)
    assert detail is not None
    assert 0 < len(detail) < 310


def response(status: int = 400, **options: Any) -> httpx.Response:
    request = httpx.Request("GET", "http://127.0.0.1/v1", headers={"authorization": "Bearer sk-canary-1"})
    return httpx.Response(status, request=request, **options)


@pytest.mark.parametrize(
    ("options", "text", "body"),
    [
        ({"json": {"error": {"message": "m"}}}, "Error code: 400 - {'error': {'message': 'm'}}", {"message": "m"}),
        ({"json": {"detail": "m"}}, "Error code: 400 - {'detail': 'm'}", {"detail": "m"}),
        ({"json": ["a"]}, "Error code: 400 - ['a']", ["a"]),
        ({"text": "plain"}, "Error code: 400 - 'plain'", "plain"),
        ({"content": b""}, "Error code: 400", None),
        ({"content": b"[" * 100_000}, None, "[" * 100_000),
    ],
)
def test_the_message_and_body_of_an_error(options: Any, text: str | None, body: Any) -> None:
    error = error_of_response(response(**options))
    assert text is None or str(error) == text
    assert error.body == body
    assert len(str(error)) < 3000


def test_a_key_that_is_echoed_is_masked_in_all_of_it() -> None:
    error = error_of_response(response(json={"error": {"message": "bad sk-canary-1", "sk-canary-1": ["sk-canary-1"]}}))
    seen = f"{error} {error!r} {error.args} {error.body} {error.detail} {error.response.text} {error.request.headers}"
    assert "sk-canary-1" not in seen
    assert error.detail == "bad [masked]"


def test_fields_that_are_no_text_are_made_so() -> None:
    error = error_of_response(response(json={"error": {"code": 7, "param": ["a"], "type": None}}))
    assert (error.code, error.param, error.type) == ("7", "['a']", None)
