"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from .. import types as _types

if TYPE_CHECKING:
    from typing import Self

    from ..models.batch_endpoint import BatchEndpoint
    from ..models.batch_errors import BatchErrors
    from ..models.batch_request_counts import BatchRequestCounts
    from ..models.batch_status import BatchStatus
    from ..models.batch_usage import BatchUsage
    from ..models.completion_window import CompletionWindow

_new = object.__new__


@_types.absent_as_none
@_attrs_define(kw_only=True, slots=False)
class Batch(_types.Model):
    """A batch of requests that run asynchronously."""

    json_fields: ClassVar[tuple[tuple[str, str, bool], ...]] = (
        ("id", "id", True),
        ("created_at", "created_at", True),
        ("endpoint", "endpoint", True),
        ("input_file_id", "input_file_id", True),
        ("completion_window", "completion_window", True),
        ("status", "status", True),
        ("object", "object", False),
        ("model", "model", False),
        ("output_file_id", "output_file_id", False),
        ("error_file_id", "error_file_id", False),
        ("errors", "errors", False),
        ("in_progress_at", "in_progress_at", False),
        ("expires_at", "expires_at", False),
        ("finalizing_at", "finalizing_at", False),
        ("completed_at", "completed_at", False),
        ("failed_at", "failed_at", False),
        ("expired_at", "expired_at", False),
        ("cancelling_at", "cancelling_at", False),
        ("cancelled_at", "cancelled_at", False),
        ("request_counts", "request_counts", False),
        ("usage", "usage", False),
        ("metadata", "metadata", False),
    )
    json_names: ClassVar[frozenset[str]] = frozenset(
        [
            "id",
            "created_at",
            "endpoint",
            "input_file_id",
            "completion_window",
            "status",
            "object",
            "model",
            "output_file_id",
            "error_file_id",
            "errors",
            "in_progress_at",
            "expires_at",
            "finalizing_at",
            "completed_at",
            "failed_at",
            "expired_at",
            "cancelling_at",
            "cancelled_at",
            "request_counts",
            "usage",
            "metadata",
        ]
    )

    id: str
    """The batch's id."""
    created_at: int
    """When the batch was created, in seconds since 1970 (UTC)."""
    endpoint: BatchEndpoint
    """The endpoint that each request is sent to. Any string is accepted, as services support additional
    endpoints."""
    input_file_id: str
    """The id of the file with the requests."""
    completion_window: CompletionWindow
    """The time within which the batch should finish. Any string is accepted, as services support other
    windows."""
    status: BatchStatus
    """The status of a batch. Any string is accepted."""
    object: str | None = None
    """The object type, usually "batch"."""
    model: str | None = None
    """The model that runs the requests, if the service reports it."""
    output_file_id: str | None = None
    """The id of the file with the responses, once it exists."""
    error_file_id: str | None = None
    """The id of the file with the errors of failed requests, once it exists."""
    errors: BatchErrors | None = None
    """The errors found in the input file, if the batch failed."""
    in_progress_at: int | None = None
    """When the batch started running, in seconds since 1970 (UTC)."""
    expires_at: int | None = None
    """When the batch expires, in seconds since 1970 (UTC)."""
    finalizing_at: int | None = None
    """When the last request finished, in seconds since 1970 (UTC)."""
    completed_at: int | None = None
    """When the batch was completed, in seconds since 1970 (UTC)."""
    failed_at: int | None = None
    """When the batch failed, in seconds since 1970 (UTC)."""
    expired_at: int | None = None
    """When the batch expired before it was completed, in seconds since 1970 (UTC)."""
    cancelling_at: int | None = None
    """When cancellation was requested, in seconds since 1970 (UTC)."""
    cancelled_at: int | None = None
    """When the batch was cancelled, in seconds since 1970 (UTC)."""
    request_counts: BatchRequestCounts | None = None
    """The number of requests by state."""
    usage: BatchUsage | None = None
    """Token usage, if the service reports it."""
    metadata: dict[str, str] | None = None
    """Key-value pairs attached to the object: keys of up to 64 characters, values of up to 512."""
    additional_properties: dict[str, Any] = _attrs_field(repr=False, factory=_types.no_fields)

    @classmethod
    def adopt(cls, data: Any) -> Self:
        """Create a model from a JSON object, which becomes the model's own and may be changed.

        Raises UnexpectedShape if it differs from the contract.
        """
        from ..models.batch_errors import BatchErrors
        from ..models.batch_request_counts import BatchRequestCounts
        from ..models.batch_usage import BatchUsage

        if data.__class__ is not dict:
            _types.require_object("Batch", data)
        source: dict[str, Any] = data
        value: Any
        try:
            value = source["id"]
            if value.__class__ is not str or not value.isascii():
                source["id"] = _types.text("Batch", "id", value)
            value = source["created_at"]
            if value.__class__ is not int:
                source["created_at"] = _types.nullable(_types.moment, "Batch", "created_at", value)
            value = source["endpoint"]
            if value.__class__ is not str or not value.isascii():
                source["endpoint"] = _types.text("Batch", "endpoint", value)
            value = source["input_file_id"]
            if value.__class__ is not str or not value.isascii():
                source["input_file_id"] = _types.text("Batch", "input_file_id", value)
            value = source["completion_window"]
            if value.__class__ is not str or not value.isascii():
                source["completion_window"] = _types.text("Batch", "completion_window", value)
            value = source["status"]
            if value.__class__ is not str or not value.isascii():
                source["status"] = _types.text("Batch", "status", value)
        except KeyError as error:
            raise _types.UnexpectedShape(
                "Batch", str(error.args[0]), "a value, since it is required", _types.NOT_GIVEN
            ) from None
        known = 22
        if "object" in source:
            value = source["object"]
            if value is not None and (value.__class__ is not str or not value.isascii()):
                source["object"] = _types.text("Batch", "object", value)
        else:
            known -= 1
        if "model" in source:
            value = source["model"]
            if value is not None and (value.__class__ is not str or not value.isascii()):
                source["model"] = _types.text("Batch", "model", value)
        else:
            known -= 1
        if "output_file_id" in source:
            value = source["output_file_id"]
            if value is not None and (value.__class__ is not str or not value.isascii()):
                source["output_file_id"] = _types.text("Batch", "output_file_id", value)
        else:
            known -= 1
        if "error_file_id" in source:
            value = source["error_file_id"]
            if value is not None and (value.__class__ is not str or not value.isascii()):
                source["error_file_id"] = _types.text("Batch", "error_file_id", value)
        else:
            known -= 1
        if "errors" in source:
            value = source["errors"]
            if value is not None:
                source["errors"] = None if value == [] else BatchErrors.adopt(value)
        else:
            known -= 1
        if "in_progress_at" in source:
            value = source["in_progress_at"]
            if value is not None and value.__class__ is not int:
                source["in_progress_at"] = _types.moment("Batch", "in_progress_at", value)
        else:
            known -= 1
        if "expires_at" in source:
            value = source["expires_at"]
            if value is not None and value.__class__ is not int:
                source["expires_at"] = _types.moment("Batch", "expires_at", value)
        else:
            known -= 1
        if "finalizing_at" in source:
            value = source["finalizing_at"]
            if value is not None and value.__class__ is not int:
                source["finalizing_at"] = _types.moment("Batch", "finalizing_at", value)
        else:
            known -= 1
        if "completed_at" in source:
            value = source["completed_at"]
            if value is not None and value.__class__ is not int:
                source["completed_at"] = _types.moment("Batch", "completed_at", value)
        else:
            known -= 1
        if "failed_at" in source:
            value = source["failed_at"]
            if value is not None and value.__class__ is not int:
                source["failed_at"] = _types.moment("Batch", "failed_at", value)
        else:
            known -= 1
        if "expired_at" in source:
            value = source["expired_at"]
            if value is not None and value.__class__ is not int:
                source["expired_at"] = _types.moment("Batch", "expired_at", value)
        else:
            known -= 1
        if "cancelling_at" in source:
            value = source["cancelling_at"]
            if value is not None and value.__class__ is not int:
                source["cancelling_at"] = _types.moment("Batch", "cancelling_at", value)
        else:
            known -= 1
        if "cancelled_at" in source:
            value = source["cancelled_at"]
            if value is not None and value.__class__ is not int:
                source["cancelled_at"] = _types.moment("Batch", "cancelled_at", value)
        else:
            known -= 1
        if "request_counts" in source:
            value = source["request_counts"]
            if value is not None:
                source["request_counts"] = None if value == [] else BatchRequestCounts.adopt(value)
        else:
            known -= 1
        if "usage" in source:
            value = source["usage"]
            if value is not None:
                source["usage"] = None if value == [] else BatchUsage.adopt(value)
        else:
            known -= 1
        if "metadata" in source:
            value = source["metadata"]
            if value is not None:
                source["metadata"] = None if value == [] else _types.json_map("Batch", "metadata", value)
        else:
            known -= 1
        if len(source) != known:
            _types.set_unknown_apart(cls.json_names, source)
        self = _new(cls)
        self.__dict__ = source
        return self
