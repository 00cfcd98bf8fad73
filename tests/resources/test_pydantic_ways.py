"""What code that was written for models of pydantic does with ours, and pydantic and FastAPI with them."""

from __future__ import annotations

import json
from typing import Any

import pydantic
import pytest
from filewright import FileObject, OpenAI, Upload
from filewright.types import Batch, VectorStore

FILE = {
    "id": "file-1",
    "object": "file",
    "bytes": 3,
    "created_at": 1_700_000_000,
    "filename": "a.jsonl",
    "purpose": "batch",
    "status": "processed",
}
UPLOAD = {
    "id": "upload-1",
    "object": "upload",
    "bytes": 3,
    "created_at": 1,
    "expires_at": 2,
    "filename": "a",
    "purpose": "batch",
    "status": "completed",
    "file": FILE,
    "region": "eu",
}


def test_a_dict_of_a_model_has_its_fields() -> None:
    file = FileObject.from_dict({**FILE, "region": "eu"})
    assert dict(file) == {**FILE, "status_details": None, "expires_at": None, "region": "eu"}
    upload = Upload.from_dict(UPLOAD)
    assert dict(upload)["file"] is upload.file, "models within stay models"
    assert dict(upload)["region"] == "eu"


def test_the_names_of_pydantics_first_version() -> None:
    file = FileObject.from_dict(FILE)
    assert file.dict(exclude_none=True) == file.model_dump(exclude_none=True) == FILE
    assert json.loads(file.json(exclude_none=True)) == FILE
    assert file.copy(update={"filename": "b"}).filename == "b"
    assert FileObject.parse_obj(FILE) == FileObject.parse_raw(json.dumps(FILE)) == FileObject.validate(FILE) == file


def test_a_model_is_constructed_without_checks() -> None:
    file = FileObject.model_construct(id="file-1", bytes="many", region="eu")
    assert (file.id, file.bytes, file.region, file.status) == ("file-1", "many", "eu", None)
    assert file.to_dict() == {"id": "file-1", "bytes": "many", "region": "eu"}
    assert FileObject.construct(id="file-1").model_fields_set == {"id"}
    assert repr(FileObject.construct(id="file-1")).startswith("FileObject(id='file-1', object=None, bytes=None")
    assert FileObject.construct(id="file-1").model_dump(exclude_none=True) == {"id": "file-1"}


def test_the_fields_of_a_class() -> None:
    assert list(FileObject.model_fields) == [*FILE, "status_details", "expires_at"]
    assert FileObject.from_dict(FILE).model_fields["id"].name == "id"


# Fields of models of pydantic's


class Record(pydantic.BaseModel):
    file: FileObject
    batches: list[Batch] = []
    upload: Upload | None = None


def test_a_field_takes_a_model_or_a_dict_and_is_written_as_the_model_is() -> None:
    file = FileObject.from_dict({**FILE, "region": "eu"})
    assert Record(file=file).file is file
    record = Record.model_validate({"file": file.to_dict(), "upload": UPLOAD})
    assert record.file == file
    assert isinstance(record.upload, Upload)
    assert isinstance(record.upload.file, FileObject)
    assert record.model_dump(exclude_none=True) == {
        "file": {**FILE, "region": "eu"},
        "batches": [],
        "upload": UPLOAD,
    }
    assert record.model_dump(include={"file": {"id"}}) == {"file": {"id": "file-1"}}
    assert json.loads(record.model_dump_json(exclude_unset=True))["file"] == {**FILE, "region": "eu"}
    assert Record.model_validate_json(record.model_dump_json()) == record


def test_a_field_that_does_not_fit_is_an_error_of_pydantics() -> None:
    with pytest.raises(pydantic.ValidationError, match=r"FileObject\.bytes: expected int, got 'many'"):
        Record.model_validate({"file": {**FILE, "bytes": "many"}})
    with pytest.raises(pydantic.ValidationError):
        Record.model_validate({"file": 5})


@pytest.mark.parametrize("mode", ["validation", "serialization"])
def test_the_json_schema_has_the_fields_and_the_models_within(mode: Any) -> None:
    schema = Record.model_json_schema(mode=mode)
    file = schema["$defs"]["FileObject"]
    assert file["required"] == ["id", "object", "bytes", "created_at", "filename", "purpose"]
    assert file["properties"]["bytes"] == {"title": "Bytes", "type": "integer"}
    assert {"type": "integer"} in file["properties"]["expires_at"]["anyOf"]
    assert "file's metadata" in file["description"]
    assert schema["properties"]["file"] == {"$ref": "#/$defs/FileObject"}
    assert {"$ref": "#/$defs/FileObject"} in schema["$defs"]["Upload"]["properties"]["file"]["anyOf"]


@pytest.mark.parametrize("model", [FileObject, Batch, Upload, VectorStore])
def test_a_class_tells_its_json_schema(model: Any) -> None:
    schema = model.model_json_schema()
    assert set(schema.get("$defs", {}).get(model.__name__, schema)["properties"]) == set(model.json_names)


def test_a_route_of_fastapi_responds_with_a_model() -> None:
    fastapi = pytest.importorskip("fastapi", reason="FastAPI is not installed")
    from fastapi.testclient import TestClient

    app = fastapi.FastAPI()
    client = OpenAI(api_key="x", base_url="http://127.0.0.1:9/v1")

    @app.get("/files/{file_id}", response_model=FileObject)
    def one(file_id: str) -> Any:
        return FileObject.from_dict({**FILE, "id": file_id})

    @app.get("/files")
    def some() -> list[FileObject]:
        return [FileObject.from_dict(FILE)]

    @app.post("/files")
    def take(file: FileObject = fastapi.Body()) -> dict[str, Any]:  # noqa: B008  # as FastAPI has it
        return {"id": file.id, "type": type(file).__name__}

    with TestClient(app) as http:
        assert http.get("/files/file-7").json() == {**FILE, "id": "file-7", "status_details": None, "expires_at": None}
        assert http.get("/files").json()[0]["id"] == "file-1"
        assert http.post("/files", json=FILE).json() == {"id": "file-1", "type": "FileObject"}
        assert http.post("/files", json={"id": 5}).status_code == 422
        document = http.get("/openapi.json").json()
    client.close()
    route = document["paths"]["/files/{file_id}"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    assert route == {"$ref": "#/components/schemas/FileObject"}
    assert "filename" in document["components"]["schemas"]["FileObject"]["properties"]


# Pages


def test_a_page_is_written_as_a_model_is(variant: Any) -> None:
    page = {"object": "list", "data": [FILE], "has_more": False, "first_id": "file-1", "region": "eu"}
    variant.server.responses = [page]

    async def awaited() -> Any:
        return await variant.client().files.list()

    listed = variant.do(awaited if variant.asynchronous else variant.client().files.list)
    assert listed.to_dict() == page
    assert listed.model_dump(exclude_none=True) == listed.dict(exclude_none=True) == page
    assert json.loads(listed.model_dump_json(exclude_none=True)) == json.loads(listed.json(exclude_none=True)) == page
    assert listed.model_fields_set >= {"data", "has_more"}
    assert (listed.object, listed.first_id, listed.region, listed.model_extra) == (
        "list",
        "file-1",
        "eu",
        {"region": "eu"},
    )
    with pytest.raises(AttributeError, match="nothing"):
        _ = listed.nothing
