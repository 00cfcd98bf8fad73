"""The join beside one that is written naively: the same rows and the same tokens, whatever a service writes."""

from __future__ import annotations

import json
import re
from collections import Counter

import pytest
from filewright.jobs.inputs import Inputs
from filewright.jobs.joining import Joiner, places_of
from filewright.jobs.outputs import Rows
from filewright.jobs.quick import form_of, parsers
from filewright.jobs.table import ResultFile, Table
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from .conftest import answered, encoded, requests

TOKENS = ("prompt_tokens", "completion_tokens", "input_tokens", "output_tokens", "total_tokens")
RETRIED = {408, 409, 425, 429}
ENDS = {"batch_expired": "expired", "batch_cancelled": "cancelled", "batch_canceled": "cancelled"}
IDS = ["id-0", "id-1", 'quoted "\\', "Grüße \U0001f600", "tab\t", "response", "é" * 20]


@pytest.fixture(params=["msgspec", "json"])
def parser(request, monkeypatch):
    if request.param == "json":
        for module in ("quick", "outcomes"):
            monkeypatch.setattr(f"filewright.jobs.{module}.fast_module", lambda: None)
    else:
        pytest.importorskip("msgspec")
    return request.param


# Naively


def refuse(_):
    raise ValueError


def read(line):
    """The value of a line, or None if it is no result of a request."""
    try:
        value = json.loads(line.decode(), parse_constant=refuse)
        json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) and isinstance(value.get("custom_id"), str) else None


def id_in(line):
    found = re.search(rb'"custom_id"\s*:\s*("(?:[^"\\]|\\.)*")', line)
    try:
        return json.loads(found[1]) if found else None
    except ValueError:
        return None


def judged(value):
    """The outcome of a result, and the tokens that it took."""
    response = value.get("response") if isinstance(value.get("response"), dict) else {}
    body = response.get("body") if isinstance(response.get("body"), dict) else {}
    used = body.get("usage") if isinstance(body.get("usage"), dict) else {}
    model = body.get("model") if isinstance(body.get("model"), str) else ""
    usage = {name: used[name] for name in TOKENS if type(used.get(name)) is int}
    code = response.get("status_code")
    is_good = code is None or (isinstance(code, int) and 200 <= code < 300)
    if value.get("error") or not response or body.get("error") or not is_good:
        error, inner = value.get("error"), body.get("error")
        named = (error.get("code") if isinstance(error, dict) else None) or (
            inner.get("code") if isinstance(inner, dict) else None
        )
        return ENDS.get(str(named), "http_error"), usage, model
    return "ok", usage, model


def joined_naively(ids, data):
    found, usage = dict.fromkeys(ids), {}
    strays = doubled = unattributed = 0
    for line in data.split(b"\n"):
        if not line.strip():
            continue
        value = read(line)
        name = id_in(line) if value is None else value["custom_id"]
        status, tokens, model = ("unreadable", {}, "") if value is None else judged(value)
        if tokens:
            usage.setdefault(model, Counter()).update(tokens)
        if name is None:
            unattributed += 1
        elif name not in found:
            strays += 1
        else:
            doubled += found[name] is not None
            if found[name] is None or (found[name][0] != "ok" and status == "ok"):
                found[name] = status, value
    rows = [row(name, *(outcome or ("missing", None))) for name, outcome in found.items()]
    return rows, {model: dict(counts) for model, counts in usage.items()}, (strays, doubled, unattributed)


def row(name, status, value):
    if value is None:
        return {"custom_id": name, "status": status, "response": None, "error": status}
    return {"custom_id": name, "status": status, "response": value.get("response"), "error": value.get("error")}


# As we do it


def joined(folder, ids, data):
    path, results = folder / "in.jsonl", folder / "out.jsonl"
    given = [{**each, "custom_id": name} for each, name in zip(requests(len(ids)), ids, strict=True)]
    path.write_bytes(encoded(given))
    results.write_bytes(data)
    inputs = Inputs(path)
    everything = range(len(inputs))
    table = Table(len(inputs))
    table.begin(everything)
    joiner = Joiner(table, places_of(inputs, everything))
    joiner.read(ResultFile(results, "batch_1"))
    joiner.end(everything, "completed", {}, None)
    with Rows(inputs, table) as rows:
        lines = b"".join(rows.encoded(everything)).split(b"\n")
        assert lines.pop() == b""
        found = [json.loads(line) for line in lines]
        tables = list(rows.decoded(everything))
    for each, other in zip(found, tables, strict=True):
        assert {name: other[name] for name in each} == each
        if each["response"] is None and each["status"] in {"missing", "unreadable"}:
            each["error"] = each["error"]["code"]
        assert each.pop("attempts") == 1
        assert each.pop("batch_id") == (None if each["status"] == "missing" else "batch_1")
    usage = {model: {name: n for name, n in counts.items() if n} for model, counts in table.usage.items()}
    return found, usage, (table.strays, table.doubled, table.unattributed)


# Results of all kinds

counts = st.none() | st.integers(0, 9) | st.sampled_from([True, 1.5, "3", -1, 10**25])
usages = st.none() | st.just("?") | st.dictionaries(st.sampled_from([*TOKENS, "x"]), counts, max_size=3)
texts = st.sampled_from(['"response": {', ', "error": null}', "Grüße", "\ud83d", "\U0001f600", "}", '\\"', "\u2028"])
errors = st.sampled_from([None, None, None, {}, "", "No.", 0, {"code": "batch_expired"}, {"code": "x"}])
bodies = st.fixed_dictionaries(
    {"model": st.sampled_from(["m", "m", None, 7])},
    optional={"usage": usages, "error": errors, "text": texts, "response": st.just({"status_code": 500})},
)
codes = st.sampled_from([200, 200, 200, 200, 201, 299, 300, 199, 400, 429, 500, None, "200", 200.0, True])
responses = st.fixed_dictionaries({"status_code": codes, "body": bodies | st.sampled_from([None, "text", []])})
names = st.sampled_from([*IDS, *IDS, "stranger", "\ud83d", "", None, 7])


@st.composite
def lines(draw):
    members = {
        "id": draw(st.sampled_from(["b", {"response": 1}, '"', None])),
        "custom_id": draw(names),
        "response": draw(responses | st.sampled_from([None, {}, 5])),
        "error": draw(errors),
        "x": draw(texts),
    }
    usual = ["id", "custom_id", "response", "error"]
    order = draw(st.sampled_from([usual] * 6 + [usual[:3], usual[1:]]) | st.permutations(list(members)))
    comma, colon = draw(st.sampled_from([(", ", ": "), (",", ":"), (" ,", " : "), (",\t", ":\r")]))
    is_ascii = draw(st.booleans())
    dumped = [json.dumps(each) + colon + json.dumps(members[each], ensure_ascii=is_ascii) for each in order]
    if draw(st.integers(0, 9)) == 0:  # a member twice
        dumped.insert(draw(st.integers(0, len(dumped))), draw(st.sampled_from(dumped)))
    line = ("{" + comma.join(dumped) + "}").encode("utf-8", "surrogatepass")
    damage = draw(st.integers(0, 19))
    if damage < 4:
        at = draw(st.integers(0, len(line)))
        line = [line[:at], line[:at] + b"\xff" + line[at:], line[:at] + b"NaN" + line[at:], line[at:]][damage]
    return line + draw(st.sampled_from([b"", b"", b"", b"\r", b"  "]))


@pytest.mark.filterwarnings("ignore")
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(given=st.lists(lines(), max_size=12), end=st.sampled_from([b"\n", b"\n", b"", b"\n\n"]))
@example(
    given=[b'{"custom_id": "id-0", "response": {"status_code": 200, "body": {}}, "x": {}, "error": null}'], end=b"\n"
)
@example(given=[b'{"x": {"custom_id": "id-0", "response": {"status_code": 200, "body": {}}}}'], end=b"\n")
@example(
    given=[
        b'{"custom_id": "id-0", "response": {"status_code": 200, "body": null}, "error": null}',
        b'{"id": "b", "custom_id": "id-0", "response": {"status_code": 200, "body": {"model": "m"}}, "error": null}',
    ],
    end=b"\n",
)
@example(given=[b'{"custom_id": "id-0", "response": {"a": 0}, "response": {"status_code": 200, "body": {}}}'], end=b"")
def test_rows_are_those_of_a_naive_join(parser, tmp_path, given, end):
    data = b"\n".join(given) + end
    assert joined(tmp_path, IDS, data) == without_zeros(joined_naively(IDS, data))


def without_zeros(outcome):
    rows, usage, others = outcome
    kept = {model: {name: count for name, count in counts.items() if count} for model, counts in usage.items()}
    return rows, kept, others


USUAL = [
    {"separators": (", ", ": ")},
    {"separators": (",", ":")},
    {"separators": (", ", ": "), "ensure_ascii": False},
]


@pytest.mark.parametrize("style", USUAL)
@pytest.mark.parametrize("has_error", [True, False])
def test_usual_lines_are_passed_through_as_they_are(parser, tmp_path, style, has_error):
    result = answered({"custom_id": IDS[3]}, {"model": "m", "text": "Grüße \U0001f600"})
    if not has_error:
        del result["error"]
    line = json.dumps(result, **style).encode() + b"\n"
    form = form_of([b"\n", b"{}\n", line], parsers())
    assert form is not None
    assert form.key.strip(b", :") == b'"response"'
    rows, _, _ = joined(tmp_path, IDS, line)
    assert rows[3]["response"] == result["response"]


def test_ids_that_are_escaped_and_results_out_of_order_keep_their_rows(parser, tmp_path):
    results = [answered({"custom_id": name}, {"model": "m", "text": name}) for name in reversed(IDS)]
    rows, _, _ = joined(tmp_path, IDS, encoded(results))
    assert [each["response"]["body"]["text"] for each in rows] == IDS
