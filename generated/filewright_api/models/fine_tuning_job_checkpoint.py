"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from .. import types as _types

if TYPE_CHECKING:
    from typing import Self

    from ..models.checkpoint_metrics import CheckpointMetrics

_new = object.__new__


@_types.absent_as_none
@_attrs_define(kw_only=True, slots=False)
class FineTuningJobCheckpoint(_types.Model):
    """An intermediate model saved during a job."""

    json_fields: ClassVar[tuple[tuple[str, str, bool], ...]] = (
        ("id", "id", True),
        ("created_at", "created_at", True),
        ("fine_tuned_model_checkpoint", "fine_tuned_model_checkpoint", True),
        ("fine_tuning_job_id", "fine_tuning_job_id", True),
        ("metrics", "metrics", True),
        ("step_number", "step_number", True),
        ("object", "object", False),
    )
    json_names: ClassVar[frozenset[str]] = frozenset(
        [
            "id",
            "created_at",
            "fine_tuned_model_checkpoint",
            "fine_tuning_job_id",
            "metrics",
            "step_number",
            "object",
        ]
    )

    id: str
    """The checkpoint's id."""
    created_at: int
    """When the checkpoint was created, in seconds since 1970 (UTC)."""
    fine_tuned_model_checkpoint: str
    """The id of the model."""
    fine_tuning_job_id: str
    """The job's id."""
    metrics: CheckpointMetrics
    """The metrics of a checkpoint."""
    step_number: int
    """The training step at which the checkpoint was created."""
    object: str | None = None
    """The object type, usually "fine_tuning.job.checkpoint"."""
    additional_properties: dict[str, Any] = _attrs_field(repr=False, factory=_types.no_fields)

    @classmethod
    def adopt(cls, data: Any) -> Self:
        """Create a model from a JSON object, which becomes the model's own and may be changed.

        Raises UnexpectedShape if it differs from the contract.
        """
        from ..models.checkpoint_metrics import CheckpointMetrics

        if data.__class__ is not dict:
            _types.require_object("FineTuningJobCheckpoint", data)
        source: dict[str, Any] = data
        value: Any
        try:
            value = source["id"]
            if value.__class__ is not str or not value.isascii():
                source["id"] = _types.text("FineTuningJobCheckpoint", "id", value)
            value = source["created_at"]
            if value.__class__ is not int:
                source["created_at"] = _types.nullable(_types.moment, "FineTuningJobCheckpoint", "created_at", value)
            value = source["fine_tuned_model_checkpoint"]
            if value.__class__ is not str or not value.isascii():
                source["fine_tuned_model_checkpoint"] = _types.text(
                    "FineTuningJobCheckpoint", "fine_tuned_model_checkpoint", value
                )
            value = source["fine_tuning_job_id"]
            if value.__class__ is not str or not value.isascii():
                source["fine_tuning_job_id"] = _types.text("FineTuningJobCheckpoint", "fine_tuning_job_id", value)
            value = source["metrics"]
            source["metrics"] = CheckpointMetrics.adopt(value)
            value = source["step_number"]
            if value.__class__ is not int:
                source["step_number"] = _types.integer("FineTuningJobCheckpoint", "step_number", value)
        except KeyError as error:
            raise _types.UnexpectedShape(
                "FineTuningJobCheckpoint", str(error.args[0]), "a value, since it is required", _types.NOT_GIVEN
            ) from None
        known = 7
        if "object" in source:
            value = source["object"]
            if value is not None and (value.__class__ is not str or not value.isascii()):
                source["object"] = _types.text("FineTuningJobCheckpoint", "object", value)
        else:
            known -= 1
        if len(source) != known:
            _types.set_unknown_apart(cls.json_names, source)
        self = _new(cls)
        self.__dict__ = source
        return self
