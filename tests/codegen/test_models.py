"""What a generated model does with the JSON of good, lesser and broken servers."""

from __future__ import annotations

import copy
import json
import pickle
import subprocess
import sys
from typing import Any

import attrs
import pytest
from filewright_api import models
from filewright_api.models import (
    ExpiresAfter,
    FileDeleted,
    FileObject,
    FilePage,
    OtherChunkingStrategy,
    StaticChunkingStrategy,
    SupervisedHyperparameters,
    Upload,
    UploadPart,
    VectorStoreFile,
)
from filewright_api.types import NOT_GIVEN, NotGiven, UnexpectedShape
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

FILE = {
    "id": "file-1",
    "object": "file",
    "bytes": 12,
    "created_at": 1_700_000_000,
    "filename": "data.jsonl",
    "purpose": "batch",
}
UPLOAD = {
    "id": "upload-1",
    "bytes": 12,
    "created_at": 1_700_000_000,
    "filename": "data.jsonl",
    "purpose": "batch",
    "status": "pending",
}

BATCH = {
    "id": "batch-1",
    "object": "batch",
    "endpoint": "/v1/responses",
    "input_file_id": "file-1",
    "completion_window": "24h",
    "status": "in_progress",
    "created_at": 5,
}

json_scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
json_values = st.recursive(
    json_scalars, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=8
)
writable_text = st.text(st.characters(exclude_categories=["Cs"]))
null_or = st.none().__or__


def objects(required: dict[str, Any], optional: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    """JSON objects with these fields and unknown ones."""
    known = st.fixed_dictionaries(required, optional=optional)
    names = st.text().filter(lambda name: name not in required and name not in optional)
    return st.tuples(st.dictionaries(names, json_values, max_size=3), known).map(lambda two: {**two[0], **two[1]})


files = objects(
    {
        "id": writable_text,
        "object": writable_text,
        "bytes": null_or(st.integers()),
        "created_at": null_or(st.integers() | st.integers(0, 2**40).map(float)),
        "filename": writable_text,
        "purpose": writable_text,
    },
    {"status": null_or(writable_text), "status_details": null_or(writable_text), "expires_at": null_or(st.integers())},
)
responses = {
    FileObject: files,
    FilePage: objects(
        {"data": st.lists(files, max_size=3)},
        {
            "object": null_or(writable_text),
            "first_id": null_or(writable_text),
            "last_id": null_or(writable_text),
            "has_more": null_or(st.booleans()),
        },
    ),
    FileDeleted: objects({"id": writable_text, "deleted": st.booleans()}, {"object": null_or(writable_text)}),
    Upload: objects(
        {key: st.integers() if isinstance(value, int) else writable_text for key, value in UPLOAD.items()},
        {"object": null_or(writable_text), "expires_at": null_or(st.integers()), "file": null_or(files)},
    ),
    UploadPart: objects(
        {"id": writable_text, "created_at": st.integers(), "upload_id": writable_text},
        {"object": null_or(writable_text)},
    ),
    ExpiresAfter: objects({"anchor": writable_text, "seconds": st.integers()}, {}),
}


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(list(responses)).flatmap(lambda model: st.tuples(st.just(model), responses[model])))
def test_nothing_is_lost_on_the_way_through_a_model(case: tuple[Any, dict[str, Any]]) -> None:
    model, data = case
    before = copy.deepcopy(data)
    made = model.from_dict(data)
    assert data == before
    assert made.to_dict() == data
    assert json.loads(made.to_json()) == json.loads(json.dumps(data))
    for twin in (model.from_dict(data), copy.copy(made), copy.deepcopy(made), pickle.loads(pickle.dumps(made))):
        assert twin == made
        assert twin.to_dict() == data


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(list(responses)), json_values)
def test_any_json_makes_a_model_or_an_unexpected_shape(model: Any, data: Any) -> None:
    try:
        made = model.from_dict(data)
    except UnexpectedShape as error:
        told = str(error)
    else:
        told = f"{model.__name__} made"
        lists = {"data": data.get("data") or []} if model is FilePage else {}
        assert made.to_dict() == {**data, **lists}
    assert told.startswith(model.__name__)


@pytest.mark.parametrize("value", [None, [], "file", 42, True])
def test_what_is_no_object_is_refused(value: Any) -> None:
    with pytest.raises(UnexpectedShape, match=r"^FileObject: expected an object, got ") as caught:
        FileObject.from_dict(value)
    assert (caught.value.model, caught.value.field, caught.value.value) == ("FileObject", None, value)


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("id", 7, "FileObject.id: expected str, got 7"),
        ("id", None, "FileObject.id: expected str, got None"),
        ("id", "\ud800", "FileObject.id: expected text that UTF-8 can encode, got '\\ud800'"),
        ("bytes", "abc", "FileObject.bytes: expected int, got 'abc'"),
        ("bytes", True, "FileObject.bytes: expected int, got True"),
        ("created_at", float("inf"), "FileObject.created_at: expected int, got inf"),
        ("purpose", ["batch"], "FileObject.purpose: expected str, got ['batch']"),
        ("status", {}, "FileObject.status: expected str, got {}"),
        ("status_details", 0, "FileObject.status_details: expected str, got 0"),
        ("expires_at", "soon", "FileObject.expires_at: expected int, got 'soon'"),
    ],
)
def test_a_known_field_of_the_wrong_type_is_refused(field: str, value: Any, message: str) -> None:
    with pytest.raises(UnexpectedShape) as caught:
        FileObject.from_dict({**FILE, field: value})
    assert str(caught.value) == message
    assert caught.value.field == field


def test_half_a_surrogate_pair_in_a_name_does_not_fail_the_list() -> None:
    page = FilePage.from_dict({"data": [{**FILE, "filename": "caf\udce9.txt", "status": "\ud83d!"}, FILE]})
    assert [file.filename for file in page.data] == ["caf\ufffd.txt", FILE["filename"]]
    assert page.data[0].status == "\ufffd!"
    assert page.model_dump_json().encode()


@pytest.mark.parametrize("field", FILE)
def test_a_missing_required_field_is_named(field: str) -> None:
    with pytest.raises(UnexpectedShape, match=rf"^FileObject\.{field}: expected a value.*got nothing$") as caught:
        FileObject.from_dict({key: value for key, value in FILE.items() if key != field})
    assert caught.value.value is NOT_GIVEN


def test_a_message_stays_short_and_an_error_survives_pickling() -> None:
    with pytest.raises(UnexpectedShape) as caught:
        FileObject.from_dict({**FILE, "id": [["x" * 1000] * 1000] * 1000})
    assert len(str(caught.value)) < 120
    twin = pickle.loads(pickle.dumps(caught.value))
    assert str(twin) == str(caught.value)
    assert twin.field == "id"


def test_nested_values_are_checked_too() -> None:
    with pytest.raises(UnexpectedShape, match=r"^FilePage\.data: expected a list"):
        FilePage.from_dict({"data": {}})
    with pytest.raises(UnexpectedShape, match=r"^FileObject\.bytes: "):
        FilePage.from_dict({"data": [FILE, {**FILE, "bytes": []}]})
    with pytest.raises(UnexpectedShape, match=r"^FileObject: expected an object"):
        Upload.from_dict({**UPLOAD, "file": "file-1"})
    assert isinstance(Upload.from_dict({**UPLOAD, "file": FILE}).file, FileObject)
    with pytest.raises(UnexpectedShape, match=r"^FilePage\.has_more: expected bool, got 1$"):
        FilePage.from_dict({"data": [], "has_more": 1})


def test_what_lesser_servers_send_is_taken() -> None:
    lesser = FileObject.from_dict({**FILE, "bytes": None, "status": None, "created_at": 5.0, "purpose": "ocr"})
    assert lesser.bytes is None  # type: ignore[unreachable]
    assert lesser.status is None
    assert type(lesser.created_at) is int
    assert lesser.purpose == "ocr"
    assert FilePage.from_dict({"data": []}).has_more is None


@pytest.mark.parametrize("model", [FilePage, models.BatchPage, models.ModelPage, models.VectorStoreFilePage])
@pytest.mark.parametrize("page", [{"data": None}, {"object": "list"}, {"object": "list", "data": None}, {}])
def test_a_list_that_is_null_or_absent_is_empty(model: Any, page: dict[str, Any]) -> None:
    assert model.from_dict(page).data == []


@pytest.mark.parametrize("page", [{"error": {"message": "no"}}, {"object": "error", "message": "no"}, {"detail": "no"}])
def test_what_tells_of_something_else_is_not_an_empty_list(page: dict[str, Any]) -> None:
    with pytest.raises(UnexpectedShape, match=r"^FilePage\.data: expected a value"):
        FilePage.from_dict(page)


def test_a_time_that_is_null_or_has_a_fraction_does_not_fail_a_list() -> None:
    page = FilePage.from_dict({"data": [{**FILE, "created_at": moment, "expires_at": 7.5} for moment in (None, 5.9)]})
    assert [file.created_at for file in page.data] == [None, 5]
    assert [file.expires_at for file in page.data] == [7, 7]
    assert models.Batch.from_dict({**BATCH, "created_at": None, "completed_at": 8.25}).completed_at == 8


@pytest.mark.parametrize("value", [float("inf"), float("nan"), "5.5", True])
def test_a_time_that_is_no_number_is_refused(value: Any) -> None:
    with pytest.raises(UnexpectedShape, match=r"^FileObject\.created_at: expected int"):
        FileObject.from_dict({**FILE, "created_at": value})


@pytest.mark.parametrize("errors", [[], None, {"data": None}, {"data": []}])
def test_no_errors_may_be_written_in_any_way(errors: Any) -> None:
    batch = models.Batch.from_dict({**BATCH, "errors": errors, "request_counts": [], "metadata": []})
    assert not (batch.errors and batch.errors.data)
    assert (batch.request_counts, batch.metadata) == (None, None)


def test_absent_and_null_read_alike_and_are_told_apart_in_the_dict() -> None:
    absent, null = FileObject.from_dict(FILE), FileObject.from_dict({**FILE, "expires_at": None})
    assert absent.expires_at is None
    assert null.expires_at is None
    assert absent == null
    assert "expires_at" not in absent.to_dict()
    assert null.to_dict()["expires_at"] is None


def test_unknown_fields_can_be_read_as_attributes() -> None:
    unknown = {"owner": "me", "to_dict": 1, "__deepcopy__": 2, "_received_id": 3, "__class__": 4}
    made = FileObject.from_dict({**FILE, **unknown})
    assert made.owner == "me"  # type: ignore[attr-defined]
    assert made.additional_properties["to_dict"] == 1
    assert copy.deepcopy(made).to_dict() == made.to_dict()
    for name in ("colour", "__deepcopy__", "_private"):
        with pytest.raises(AttributeError, match=name):
            getattr(made, name)
    assert made != FileObject.from_dict(FILE)


def test_unknown_fields_can_be_added_to_a_model_that_came_without_any() -> None:
    made = FileObject.from_dict(FILE)
    assert made == FileObject.from_dict(FILE)
    assert made.model_extra is made.additional_properties == {}
    made.additional_properties["owner"] = "me"
    assert made.to_dict() == {**FILE, "owner": "me"}
    assert made != FileObject.from_dict(FILE)


def test_a_field_that_is_set_to_none_is_written_as_null_and_one_that_is_deleted_is_absent() -> None:
    made = FileObject.from_dict({**FILE, "expires_at": 5})
    made.expires_at = None
    assert made.to_dict() == {**FILE, "expires_at": None}
    del made.expires_at
    assert made.expires_at is None
    assert made.to_dict() == FILE
    assert made.model_fields_set == set(FILE)


def test_from_dict_copies_and_adopt_takes_over() -> None:
    page: dict[str, Any] = {"data": [{**FILE, "owner": {"name": "me"}}]}
    before = copy.deepcopy(page)
    made = FilePage.from_dict(page)
    made.data[0].filename = "other"
    made.data[0].additional_properties["owner"]["name"] = "you"
    made.has_more = True
    assert page == before
    own = copy.deepcopy(FILE)
    adopted = FileObject.adopt(own)
    own["filename"] = "other"
    assert adopted.filename == "other"
    assert FileObject.adopt(copy.deepcopy(FILE)) == FileObject.from_dict(FILE)


def test_what_is_nested_deeper_than_the_stack_is_refused() -> None:
    deep: Any = 1
    for _ in range(100_000):
        deep = [deep]
    with pytest.raises(UnexpectedShape, match="nesting of at most 100 levels"):
        FileObject.from_dict({**FILE, "owner": deep})


def test_a_name_of_the_callers_own_is_none_of_the_servers() -> None:
    made = FileObject.from_dict(FILE)
    made.colour = "red"  # type: ignore[attr-defined]
    assert made.to_dict() == FILE
    assert made == FileObject.from_dict(FILE)
    assert copy.copy(made).colour == "red"  # type: ignore[attr-defined]


def test_models_are_made_by_hand_and_evolved() -> None:
    made = FileObject(**FILE, status="processed")  # type: ignore[arg-type]
    assert made.to_dict() == {**FILE, "status": "processed"}
    assert repr(made).startswith("FileObject(id='file-1', object='file', bytes=12, ")
    assert ExpiresAfter(seconds=3600).to_dict() == {"anchor": "created_at", "seconds": 3600}
    with_unknown = FileObject.from_dict({**FILE, "owner": "me"})
    assert attrs.evolve(with_unknown, id="other").to_dict() == {**FILE, "id": "other", "owner": "me"}


def test_unset_is_one_falsy_object_for_good() -> None:
    assert NotGiven() is NOT_GIVEN
    for twin in (pickle.loads(pickle.dumps(NOT_GIVEN)), copy.copy(NOT_GIVEN), copy.deepcopy([NOT_GIVEN])[0]):
        assert twin is NOT_GIVEN
    assert not NOT_GIVEN
    assert repr(NOT_GIVEN) == "NOT_GIVEN"


def test_every_model_is_exported_and_a_strange_name_is_refused() -> None:
    assert {"FileObject", "FileDeleted", "FilePage", "ExpiresAfter", "Upload", "UploadPart"} <= set(models.__all__)
    for name in models.__all__:
        assert getattr(models, name)
        assert name in dir(models)
    with pytest.raises(AttributeError, match="NoSuchModel"):
        models.NoSuchModel  # type: ignore[attr-defined]  # noqa: B018


def test_imports_are_lazy() -> None:
    code = """
import sys
import filewright_api.operations, filewright_api.types, filewright_api.models
loaded = [name for name in sys.modules if name in ("attrs", "attr", "httpx") or name.startswith("filewright_api.")]
own = ["filewright_api." + name for name in ("models", "operations", "pydantic_ways", "types")]
assert sorted(loaded) == own, loaded
assert "pydantic" not in sys.modules
from filewright_api.models import UploadPart
assert "filewright_api.models.file_object" not in sys.modules
filewright_api.operations.RETRIEVE_FILE.build_request(file_id="file-1")
assert "httpx" not in sys.modules
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


STORE_FILE = {"id": "f", "created_at": 1, "status": "completed", "vector_store_id": "vs"}


def strategy(value: Any) -> Any:
    return VectorStoreFile.from_dict({**STORE_FILE, "chunking_strategy": value}).chunking_strategy


def test_an_object_of_several_kinds_is_told_by_its_type() -> None:
    static = {"max_chunk_size_tokens": 800, "chunk_overlap_tokens": 400}
    read = strategy({"type": "static", "static": static})
    assert isinstance(read, StaticChunkingStrategy)
    assert read.static.max_chunk_size_tokens == 800
    assert isinstance(strategy({"type": "other"}), OtherChunkingStrategy)
    assert strategy(None) is None


def test_an_object_of_a_kind_that_is_not_known_keeps_all_it_has() -> None:
    read = strategy({"type": "by_page", "pages": {"size": 3}})
    assert (read.type, read.pages) == ("by_page", {"size": 3})
    assert read.to_dict() == {"type": "by_page", "pages": {"size": 3}}
    assert pickle.loads(pickle.dumps(read)).pages == {"size": 3}


@pytest.mark.parametrize("value", ["static", 5, [], {}, {"type": 5}, {"type": "static"}])
def test_an_object_of_several_kinds_is_checked(value: Any) -> None:
    with pytest.raises(UnexpectedShape):
        strategy(value)


@pytest.mark.parametrize(("value", "read"), [("auto", "auto"), (3, 3), (3.0, 3), ("later", "later")])
def test_text_or_a_number(value: Any, read: Any) -> None:
    assert SupervisedHyperparameters.from_dict({"n_epochs": value}).n_epochs == read


@pytest.mark.parametrize("value", [True, 2.5, [], {}])
def test_neither_text_nor_a_whole_number(value: Any) -> None:
    with pytest.raises(UnexpectedShape, match=r"SupervisedHyperparameters\.n_epochs"):
        SupervisedHyperparameters.from_dict({"n_epochs": value})


def test_a_dict_of_whatever_stays_one() -> None:
    attributes = {"year": 2020, "by": "x", "old": True}
    file = VectorStoreFile.from_dict({**STORE_FILE, "attributes": attributes})
    assert file.attributes == attributes
    assert file.to_dict()["attributes"] == attributes
    with pytest.raises(UnexpectedShape, match=r"attributes: expected an object"):
        VectorStoreFile.from_dict({**STORE_FILE, "attributes": ["year"]})
