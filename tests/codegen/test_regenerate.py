"""Regenerating: the same every time, for other contracts too, and loud when anything looks wrong."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.codegen

ROOT = Path(__file__).resolve().parents[2]
CONTRACT = ROOT / "openapi.yaml"
TEMPLATES = ROOT / "codegen" / "templates"


@pytest.fixture(scope="module")
def contract_file(make_document: Callable[[], dict[str, Any]], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A contract in a file."""
    path = tmp_path_factory.mktemp("contract") / "openapi.json"
    path.write_text(json.dumps(make_document()))
    return path


@pytest.fixture(scope="module")
def package(regeneration: Any, contract_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A package made from that contract; copy it before changing it."""
    out = tmp_path_factory.mktemp("generated") / "filewright_api"
    assert regeneration.regenerate(contract_file, out) is True
    return out


def contents(package: Path) -> dict[str, bytes]:
    return {
        path.relative_to(package).as_posix(): path.read_bytes()
        for path in package.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


# ---- the same every time ---------------------------------------------------------------------------------------------


@pytest.mark.long
def test_the_committed_package_is_what_the_contract_gives(regeneration: Any, tmp_path: Path) -> None:
    out = tmp_path / "filewright_api"
    assert regeneration.regenerate(CONTRACT, out) is True
    assert contents(out) == contents(ROOT / "generated" / "filewright_api")


@pytest.mark.long
def test_it_gives_the_same_bytes_in_another_process(tmp_path: Path, package: Path, contract_file: Path) -> None:
    out = tmp_path / "filewright_api"
    options = ["--contract", str(contract_file), "--out", str(out)]
    command = [sys.executable, str(ROOT / "codegen" / "regenerate.py"), *options]
    subprocess.run(command, check=True, capture_output=True, env={**os.environ, "PYTHONHASHSEED": "7"}, cwd=tmp_path)
    assert contents(out) == contents(package)
    assert [path.name for path in tmp_path.iterdir()] == ["filewright_api"]


def test_an_up_to_date_package_is_left_alone(regeneration: Any, package: Path, contract_file: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in package.rglob("*")}
    assert regeneration.regenerate(contract_file, package) is False
    assert {path: path.stat().st_mtime_ns for path in before} == before


def test_drift_names_each_file_and_how_it_differs(
    regeneration: Any, package: Path, contract_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "filewright_api"
    shutil.copytree(package, out)
    options = ["--check", "--contract", str(contract_file), "--out", str(out)]
    assert regeneration.main(options) == 0

    changed = out / "models" / "file_object.py"
    changed.write_bytes(changed.read_bytes().replace(b"stored file", b"stored_file", 1))
    (out / "types.py").unlink()
    (out / "stray.py").touch()
    capsys.readouterr()
    assert regeneration.main(options) == 1
    told = capsys.readouterr().err.splitlines()
    assert told[1:4] == ["models/file_object.py: changed", "stray.py: not generated", "types.py: missing"]

    assert regeneration.main(options[1:]) == 0
    assert contents(out) == contents(package)


def test_a_failed_run_leaves_the_old_package_alone(
    regeneration: Any, package: Path, tmp_path: Path, document: dict[str, Any], write: Any, capsys: Any
) -> None:
    out = tmp_path / "generated" / "filewright_api"
    shutil.copytree(package, out)
    document["paths"]["/files"]["get"]["x-filewright-paging"]["cursor"] = "aftr"
    assert regeneration.main(["--contract", str(write(document)), "--out", str(out)]) == 1
    assert "listFiles: x-filewright-paging: cursor: 'aftr'" in capsys.readouterr().err
    assert contents(out) == contents(package)
    assert [path.name for path in out.parent.iterdir()] == ["filewright_api"]


# ---- another contract ------------------------------------------------------------------------------------------------


def jobs(document: dict[str, Any]) -> dict[str, Any]:
    """The contract with three more operations, of names and shapes that its own do not have."""
    reference = "#/components/schemas/"
    document["components"]["schemas"] |= {
        "JobState": {"type": "string", "enum": ["queued", "done", "failed"]},
        "Thing": {
            "type": "object",
            "required": ["id", "state", "list", "total", "tags", "children"],
            "properties": {
                "id": {"type": "string"},
                "state": {"$ref": reference + "JobState"},
                "list": {"type": "boolean"},
                "total": {"type": ["number", "null"]},
                "tags": {"type": "array", "items": {"type": "string"}},
                "children": {"type": "array", "items": {"$ref": reference + "Thing"}},
                "parent": {"oneOf": [{"$ref": reference + "Thing"}, {"type": "null"}]},
                "class": {"type": "string"},
                "whyFailed": {"type": ["string", "null"]},
                "metadata": {"type": "object"},
                "anything": {},
            },
        },
        "ThingPage": {
            "type": "object",
            "required": ["items"],
            "properties": {
                "items": {"type": "array", "items": {"$ref": reference + "Thing"}},
                "more": {"type": "boolean"},
            },
        },
        "NewJob": {
            "type": "object",
            "required": ["input-file"],
            "properties": {"input-file": {"type": "string"}, "hash": {"type": "string"}, "class": {"type": "string"}},
        },
    }

    def response(schema: str) -> dict[str, Any]:
        content = {"application/json": {"schema": {"$ref": reference + schema}}}
        return {"200": {"description": "It.", "content": content}}

    document["paths"] |= {
        "/jobs": {
            "get": {
                "operationId": "listJobs",
                "tags": ["Batch Jobs"],
                "summary": "List.",
                "x-filewright-resend": "safe",
                "x-filewright-paging": {"cursor": "startAfter", "items": "items", "item-cursor": "id", "more": "more"},
                "parameters": [{"name": "startAfter", "in": "query", "schema": {"type": "string"}}],
                "responses": response("ThingPage"),
            },
            "post": {
                "operationId": "createJob",
                "tags": ["Batch Jobs"],
                "summary": "Create.",
                "x-filewright-resend": "duplicates",
                "x-filewright-body": {"encoding": "json"},
                "requestBody": {
                    "required": True,
                    "content": {"application/json": {"schema": {"$ref": reference + "NewJob"}}},
                },
                "responses": response("Thing"),
            },
        },
        "/jobs/{jobId}/state": {
            "get": {
                "operationId": "retrieveJob",
                "tags": ["Batch Jobs"],
                "summary": "Look up.",
                "x-filewright-resend": "safe",
                "x-filewright-polling": {
                    "field": "state",
                    "done": ["done"],
                    "failed": ["failed"],
                    "details": "whyFailed",
                    "interval": 0.5,
                    "deadline": 10,
                },
                "parameters": [{"name": "jobId", "in": "path", "required": True, "schema": {"type": "string"}}],
                "responses": response("Thing"),
            },
        },
    }
    return document


USE_JOBS = """
import sys
sys.path.insert(0, sys.argv[1])
from other_api.models import Thing
from other_api.operations import OPERATIONS, CREATE_JOB, LIST_JOBS, RETRIEVE_JOB
assert {"list_jobs", "create_job", "retrieve_job"} <= OPERATIONS.keys()
assert "filewright_api" not in sys.modules
assert LIST_JOBS.paging == ("start_after", "items", "id", "more", None), LIST_JOBS
assert RETRIEVE_JOB.polling[:2] == ("state", ("done",)), RETRIEVE_JOB
assert RETRIEVE_JOB.polling.details == "why_failed"
assert RETRIEVE_JOB.module == "other_api.api.batch_jobs.retrieve_job"
assert RETRIEVE_JOB.build_request(job_id="a b").path == "/jobs/a%20b/state"
assert LIST_JOBS.build_request(start_after="x").query == {"startAfter": "x"}
assert CREATE_JOB.arguments == ("input_file", "hash", "class_"), CREATE_JOB
assert CREATE_JOB.build_request(input_file="f", hash="h", class_="c").json == {
    "input-file": "f", "hash": "h", "class": "c"
}
leaf = {"id": "1", "state": "new kind", "list": True, "total": None, "tags": ["a"], "children": []}
tree = {**leaf, "children": [leaf, leaf], "parent": leaf, "class": "c", "whyFailed": None, "metadata": {"x": [1]},
        "anything": [None], "strange": 1, "class_": "unknown", "total": 1.5}
made = Thing.from_dict(tree)
assert made.to_dict() == tree, made.to_dict()
assert made.list_ is True and made.class_ == "c" and made.children[0].id == "1" and made.anything == [None]
assert made.additional_properties == {"strange": 1, "class_": "unknown"}
for broken in ({"children": [1]}, {"tags": [1]}, {"metadata": [1]}, {"parent": [1]}, {"total": "1"}, {"list": 0}):
    try:
        Thing.from_dict({**tree, **broken})
    except ValueError:
        continue
    raise AssertionError(broken)
"""


def test_operations_can_be_added_and_the_package_renamed(
    regeneration: Any, document: dict[str, Any], write: Any, tmp_path: Path
) -> None:
    out = tmp_path / "elsewhere" / "other_api"
    assert regeneration.regenerate(write(jobs(document)), out, package_name="other_api") is True
    done = subprocess.run(
        [sys.executable, "-c", USE_JOBS, str(out.parent)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


# ---- loud failures: the contract -------------------------------------------------------------------------------------

Change = Callable[[dict[str, Any]], Any]


def operation(document: dict[str, Any], path: str = "/files", method: str = "get") -> dict[str, Any]:
    found: dict[str, Any] = document["paths"][path][method]
    return found


def put(path: str, method: str, key: str, value: Any) -> Change:
    return lambda document: operation(document, path, method).update({key: value})


def setting(path: str, method: str, key: str, name: str, value: Any) -> Change:
    return lambda document: operation(document, path, method)[key].update({name: value})


def without(path: str, method: str, key: str) -> Change:
    return lambda document: operation(document, path, method).pop(key)


def schema(name: str, field: str, value: Any) -> Change:
    return lambda document: document["components"]["schemas"][name]["properties"].update({field: value})


def respond_with_a_list(document: dict[str, Any]) -> None:
    operation(document)["responses"]["200"]["content"]["application/json"]["schema"] = {"type": "array", "items": {}}
    del operation(document)[PAGE], operation(document)["x-filewright-method"]["columns"]
    del operation(document, "/files", "post")["x-filewright-recovery"]
    del operation(document, "/uploads/{upload_id}/complete", "post")["x-filewright-recovery"]


FILE, POLL, PAGE, EXPIRE = "/files/{file_id}", "x-filewright-polling", "x-filewright-paging", "x-filewright-expiry"
LIMITS = "x-filewright-limits"

REFUSED: list[tuple[str, Change, str]] = [
    (
        "paging names a parameter that is not there",
        setting("/files", "get", PAGE, "cursor", "aftr"),
        "listFiles: x-filewright-paging: cursor: 'aftr' is not a query parameter of the operation "
        "(there are: after, limit, order, purpose)",
    ),
    (
        "paging names a field",
        setting("/files", "get", PAGE, "items", "files"),
        "listFiles: x-filewright-paging: items: 'files' is",
    ),
    (
        "paging names an item's field",
        setting("/files", "get", PAGE, "item-cursor", "ident"),
        "item-cursor: 'ident' is not",
    ),
    (
        "paging names no more",
        setting("/files", "get", PAGE, "more", "next"),
        "more: 'next' is not a property of the response",
    ),
    (
        "a setting is misspelt",
        setting("/files", "get", PAGE, "itemcursor", "id"),
        "paging: itemcursor: is not a setting",
    ),
    (
        "a setting is missing",
        lambda d: operation(d)[PAGE].pop("items"),
        "listFiles: x-filewright-paging: items: is missing",
    ),
    ("a key is no mapping", put("/files", "get", PAGE, "after"), "listFiles: x-filewright-paging: is not a mapping"),
    (
        "a key is misspelt",
        put("/files", "get", "x-filewright-pagign", {}),
        "listFiles: x-filewright-pagign: is not a key",
    ),
    (
        "a key stands outside of an operation",
        lambda d: d["components"]["schemas"]["FileObject"].update({"x-filewright-resend": "safe"}),
        "components/schemas/FileObject: x-filewright-resend stands where nobody reads it",
    ),
    (
        "polling names a field",
        setting(FILE, "get", POLL, "field", "state"),
        "retrieveFile: x-filewright-polling: field: 'state'",
    ),
    (
        "polling names details",
        setting(FILE, "get", POLL, "details", "why"),
        "polling: details: 'why' is not a property",
    ),
    (
        "polling has an unknown value",
        setting(FILE, "get", POLL, "done", ["procesed"]),
        "done: ['procesed'] has procesed, which",
    ),
    (
        "polling has a value twice",
        setting(FILE, "get", POLL, "failed", ["processed"]),
        "has processed twice among done and failed",
    ),
    (
        "polling has no list",
        setting(FILE, "get", POLL, "done", "processed"),
        "done: 'processed' is not a list of texts",
    ),
    (
        "polling has no interval",
        setting(FILE, "get", POLL, "interval", 0),
        "interval: 0 is not a number of seconds above zero",
    ),
    (
        "expiry names a field",
        setting("/files", "post", EXPIRE, "field", "ttl"),
        "createFile: x-filewright-expiry: field: 'ttl' is",
    ),
    (
        "expiry names a purpose",
        setting("/files", "post", EXPIRE, "purpose", "use"),
        "expiry: purpose: 'use' is not a property",
    ),
    (
        "expiry names an anchor",
        setting("/files", "post", EXPIRE, "anchor", "now"),
        "anchor: 'now' is not an anchor of the field",
    ),
    (
        "expiry names no bounds",
        setting("/files", "post", EXPIRE, "seconds", "anchor"),
        "seconds: 'anchor' is not a property of",
    ),
    (
        "limits have no size",
        setting("/files", "post", LIMITS, "bytes", "512 MB"),
        "createFile: x-filewright-limits: bytes: '512 MB' is not a whole number of bytes above zero",
    ),
    (
        "limits name a purpose",
        setting("/files", "post", LIMITS, "purposes", {"batches": {}}),
        "has batches, which the enumeration of purposes does not know",
    ),
    (
        "limits of a purpose have no source",
        setting("/files", "post", LIMITS, "purposes", {"batch": {"bytes": 1}}),
        "has for batch something else than source, note and, optionally, bytes, lines, inputs and suffixes",
    ),
    (
        "limits of a purpose have lines",
        setting("/files", "post", LIMITS, "purposes", {"batch": {"lines": 0, "source": "a", "note": "b"}}),
        "has for batch lines that is not a whole number above zero",
    ),
    (
        "limits of a purpose have suffixes",
        setting("/files", "post", LIMITS, "purposes", {"batch": {"suffixes": "jsonl", "source": "a", "note": "b"}}),
        "has for batch suffixes that are not a list of texts such as .jsonl",
    ),
    (
        "recovery names an operation that lists nothing",
        setting("/files", "post", "x-filewright-recovery", "operation", "retrieveFile"),
        "createFile: x-filewright-recovery: operation: 'retrieveFile' is not an operation that pages",
    ),
    (
        "recovery matches a field that is not there",
        setting("/files", "post", "x-filewright-recovery", "match", ["purpose", "name"]),
        "match: ['purpose', 'name'] has name, which no listed item has",
    ),
    (
        "recovery asks for what the list does not take",
        setting("/files", "post", "x-filewright-recovery", "newest", {"sort": "new"}),
        "newest: {'sort': 'new'} is not a mapping of the list's query parameters",
    ),
    (
        "recovery has a name that it does not compare",
        setting("/files", "post", "x-filewright-recovery", "name", "id"),
        "name: 'id' is not one of match",
    ),
    (
        "recovery begins with what is not there",
        setting("/uploads/{upload_id}/complete", "post", "x-filewright-recovery", "begun", "beginUpload"),
        "begun: 'beginUpload' is not an operation",
    ),
    (
        "completion has a status that is not known",
        setting("/uploads/{upload_id}/complete", "post", "x-filewright-completion", "done", ["whole"]),
        "done: ['whole'] is not a list of the field's values",
    ),
    (
        "resend is missing",
        without("/files", "post", "x-filewright-resend"),
        "createFile: x-filewright-resend: None is not one of",
    ),
    (
        "resend is unknown",
        put("/files", "post", "x-filewright-resend", "maybe"),
        "x-filewright-resend: 'maybe' is not one of safe",
    ),
    ("body is missing", without("/files", "post", "x-filewright-body"), "createFile: x-filewright-body: must be there"),
    (
        "body has another encoding",
        setting("/files", "post", "x-filewright-body", "encoding", "json"),
        "'json' does not fit the body",
    ),
    (
        "body has no such file",
        setting("/files", "post", "x-filewright-body", "file", "purpose"),
        "file: 'purpose' is not a binary",
    ),
    (
        "content is not declared",
        without(FILE + "/content", "get", "x-filewright-response"),
        "downloadFile: x-filewright-response: None",
    ),
    (
        "json is declared content",
        put("/files", "get", "x-filewright-response", "binary"),
        "listFiles: x-filewright-response: 'binary'",
    ),
    (
        "the document is invalid",
        put("/files", "get", "responses", []),
        "paths//files/get/responses: [] is not of type 'object'",
    ),
    (
        "an operation has no id",
        without("/files", "get", "operationId"),
        "GET /files: give it an operationId and exactly one tag",
    ),
    (
        "two operations share a name",
        put("/files", "get", "operationId", "create_file"),
        "create_file: two operations have this name",
    ),
    (
        "a parameter is in a header",
        put("/files", "get", "parameters", [{"name": "X", "in": "header", "schema": {"type": "string"}}]),
        "listFiles: parameter X is in header; only path and query are supported",
    ),
    (
        "two good responses",
        lambda d: operation(d)["responses"].update({"201": {"description": "Made."}}),
        "exactly one 2XX response",
    ),
    (
        "a response that is not an object",
        respond_with_a_list,
        "list_files: its response is json, but parse_response returns bytes",
    ),
    (
        "a body of another kind",
        lambda d: operation(d, "/files", "post")["requestBody"].update(
            {"content": {"text/plain": {"schema": {"type": "string"}}}}
        ),
        "createFile: a body must be required and have one media type",
    ),
    (
        "a choice of types",
        schema("FileObject", "bytes", {"oneOf": [{"type": "integer"}, {"type": "number"}]}),
        "FileObject.bytes: two of its types look the same in JSON",
    ),
    (
        "a format that the templates do not know",
        schema("FileObject", "created_at", {"type": "string", "format": "date-time"}),
        "property created_at: the templates have no code for DateTimeProperty",
    ),
    (
        "two fields with one name in Python",
        schema("FileObject", "created-at", {"type": "string"}),
        "FileObject/properties: created-at would have the same name in Python as created_at; leave it out: clients",
    ),
    (
        "a field where unknown fields are kept",
        schema("FileObject", "additional_properties", {"type": "string"}),
        "schemas/FileObject/properties: additional_properties is where clients keep the fields that the contract does",
    ),
    (
        "the generator warns",
        schema("FilePage", "first_id", {"enum": ["a", 1]}),
        "the generator complains: ",
    ),
]


@pytest.mark.parametrize(("change", "message"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_a_wrong_contract_is_refused(refusal: Any, document: dict[str, Any], change: Change, message: str) -> None:
    change(document)
    assert message in refusal(document)


def test_a_contract_that_cannot_be_read_is_refused(regeneration: Any, tmp_path: Path) -> None:
    for name, text in {"broken.yaml": "a: [", "list.yaml": "- a", "absent.yaml": None}.items():
        path = tmp_path / name
        if text is not None:
            path.write_text(text)
        with pytest.raises(regeneration.RegenerationError, match=name):
            regeneration.regenerate(path, tmp_path / "out")


# ---- loud failures: templates, options, tools, and what comes out ----------------------------------------------------


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    return Path(shutil.copytree(TEMPLATES, tmp_path / "templates"))


def test_a_template_of_another_generator_is_noticed(refusal: Any, document: Any, templates: Path) -> None:
    overrides = templates / "OVERRIDES.toml"
    lines = overrides.read_text().splitlines()
    at = lines.index('["model.py.jinja"]') + 1
    lines[at] = f'replaces = "{"0" * 64}"'
    overrides.write_text("\n".join(lines))
    assert "model.py.jinja: the generator's own template changed" in refusal(document, templates=templates)


def test_templates_and_their_list_must_agree(refusal: Any, document: Any, templates: Path) -> None:
    (templates / "str_enum.py.jinja").touch()
    (templates / "errors.py.jinja").unlink()
    told = refusal(document, templates=templates)
    assert "str_enum.py.jinja: not listed in OVERRIDES.toml" in told
    assert "errors.py.jinja: listed in OVERRIDES.toml, but there is no such template" in told


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("PLACE = '{{ endpoint.responses }}'", "a template left "),
        ("PLACE = '{{ endpoint.colour }}'", "a template failed: "),
        ("def broken(:", "line "),
        ("PLACE = no_such_name", "F821 Undefined name `no_such_name`"),
    ],
)
def test_a_wrong_template_is_noticed(refusal: Any, document: Any, templates: Path, line: str, message: str) -> None:
    template = templates / "endpoint_module.py.jinja"
    template.write_text(template.read_text() + f"\n\n{line}\n")
    assert message in refusal(document, templates=templates)


def test_helper_data_is_checked_against_the_models_that_were_made(refusal: Any, document: Any, templates: Path) -> None:
    template = templates / "model.py.jinja"
    template.write_text(
        template.read_text().replace(
            "({{ field.attribute | python_literal }},", '({{ ("x" ~ field.attribute) | python_literal }},'
        )
    )
    assert "list_files: the helper data names the field data, which FilePage does not have" in refusal(
        document, templates=templates
    )


def test_a_missing_operation_is_noticed(regeneration: Any, package: Path, contract_file: Path, tmp_path: Path) -> None:
    out = Path(shutil.copytree(package, tmp_path / "filewright_api"))
    (out / "api" / "files" / "list_files.py").rename(out / "api" / "files" / "list_all.py")
    with pytest.raises(regeneration.RegenerationError) as caught:
        regeneration.check_package(regeneration.Contract(contract_file), out)
    assert caught.value.problems == (
        "api/files/list_files.py: was not generated",
        "api/files/list_all.py: belongs to no operation",
    )


def test_a_tool_s_leavings_are_noticed(regeneration: Any, package: Path, contract_file: Path, tmp_path: Path) -> None:
    out = Path(shutil.copytree(package, tmp_path / "filewright_api"))
    (out / ".ruff_cache").mkdir()
    with pytest.raises(regeneration.RegenerationError, match=r"\.ruff_cache: was left behind"):
        regeneration.check_package(regeneration.Contract(contract_file), out)


def test_a_stale_class_override_is_noticed(refusal: Any, document: Any, tmp_path: Path) -> None:
    config = tmp_path / "config.yml"
    options = {"class_overrides": {"OpenAIFile": {"class_name": "FileObject", "module_name": "file_object"}}}
    config.write_text(json.dumps({"literal_enums": True, "post_hooks": [], **options}))
    assert "class_overrides: OpenAIFile: the contract has no such schema" in refusal(document, config=config)


def test_other_tools_than_the_pinned_ones_are_refused(regeneration: Any, tmp_path: Path) -> None:
    requirements = tmp_path / "requirements.txt"
    requirements.write_text("openapi-python-client==0.1.0\nno-such-tool==1\n")
    with pytest.raises(regeneration.RegenerationError) as caught:
        regeneration.check_tools(requirements)
    assert "0.1.0 is pinned" in str(caught.value)
    assert "no-such-tool: nothing is installed" in str(caught.value)


def test_a_package_needs_a_name_that_can_be_imported(refusal: Any, document: Any) -> None:
    assert "'not-a-name' cannot be the name of a package" in refusal(document, package_name="not-a-name")
