"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from .. import types as _types

if TYPE_CHECKING:
    from typing import Self

    from ..models.fine_tuning_error import FineTuningError
    from ..models.fine_tuning_integration import FineTuningIntegration
    from ..models.fine_tuning_job_status import FineTuningJobStatus
    from ..models.fine_tuning_method import FineTuningMethod
    from ..models.supervised_hyperparameters import SupervisedHyperparameters

_new = object.__new__


@_types.absent_as_none
@_attrs_define(kw_only=True, slots=False)
class FineTuningJob(_types.Model):
    """A fine-tuning job."""

    json_fields: ClassVar[tuple[tuple[str, str, bool], ...]] = (
        ("id", "id", True),
        ("created_at", "created_at", True),
        ("model", "model", True),
        ("status", "status", True),
        ("training_file", "training_file", True),
        ("object", "object", False),
        ("validation_file", "validation_file", False),
        ("fine_tuned_model", "fine_tuned_model", False),
        ("finished_at", "finished_at", False),
        ("estimated_finish", "estimated_finish", False),
        ("error", "error", False),
        ("hyperparameters", "hyperparameters", False),
        ("method", "method", False),
        ("integrations", "integrations", False),
        ("organization_id", "organization_id", False),
        ("result_files", "result_files", False),
        ("seed", "seed", False),
        ("trained_tokens", "trained_tokens", False),
        ("metadata", "metadata", False),
    )
    json_names: ClassVar[frozenset[str]] = frozenset(
        [
            "id",
            "created_at",
            "model",
            "status",
            "training_file",
            "object",
            "validation_file",
            "fine_tuned_model",
            "finished_at",
            "estimated_finish",
            "error",
            "hyperparameters",
            "method",
            "integrations",
            "organization_id",
            "result_files",
            "seed",
            "trained_tokens",
            "metadata",
        ]
    )

    id: str
    """The job's id."""
    created_at: int
    """When the job was created, in seconds since 1970 (UTC)."""
    model: str
    """The base model."""
    status: FineTuningJobStatus
    """The status of a job. Any string is accepted."""
    training_file: str
    """The id of the training file."""
    object: str | None = None
    """The object type, usually "fine_tuning.job"."""
    validation_file: str | None = None
    """The id of the validation file, if there is one."""
    fine_tuned_model: str | None = None
    """The id of the fine-tuned model, once it exists."""
    finished_at: int | None = None
    """When the job ended, in seconds since 1970 (UTC)."""
    estimated_finish: int | None = None
    """When the job is expected to end, in seconds since 1970 (UTC)."""
    error: FineTuningError | None = None
    """Why the job failed, if it did."""
    hyperparameters: SupervisedHyperparameters | None = None
    """The hyperparameters used."""
    method: FineTuningMethod | None = None
    """The training method."""
    integrations: list[FineTuningIntegration] | None = None
    """The services that receive the job's metrics."""
    organization_id: str | None = None
    """The organization that owns the job."""
    result_files: list[str] | None = None
    """The ids of the result files."""
    seed: int | None = None
    """The random seed of the job."""
    trained_tokens: int | None = None
    """The number of tokens used for training, once the job has succeeded."""
    metadata: dict[str, str] | None = None
    """Key-value pairs attached to the object: keys of up to 64 characters, values of up to 512."""
    additional_properties: dict[str, Any] = _attrs_field(repr=False, factory=_types.no_fields)

    @classmethod
    def adopt(cls, data: Any) -> Self:
        """Create a model from a JSON object, which becomes the model's own and may be changed.

        Raises UnexpectedShape if it differs from the contract.
        """
        from ..models.fine_tuning_error import FineTuningError
        from ..models.fine_tuning_integration import FineTuningIntegration
        from ..models.fine_tuning_method import FineTuningMethod
        from ..models.supervised_hyperparameters import SupervisedHyperparameters

        if data.__class__ is not dict:
            _types.require_object("FineTuningJob", data)
        source: dict[str, Any] = data
        value: Any
        try:
            value = source["id"]
            if value.__class__ is not str or not value.isascii():
                source["id"] = _types.text("FineTuningJob", "id", value)
            value = source["created_at"]
            if value.__class__ is not int:
                source["created_at"] = _types.nullable(_types.moment, "FineTuningJob", "created_at", value)
            value = source["model"]
            if value.__class__ is not str or not value.isascii():
                source["model"] = _types.text("FineTuningJob", "model", value)
            value = source["status"]
            if value.__class__ is not str or not value.isascii():
                source["status"] = _types.text("FineTuningJob", "status", value)
            value = source["training_file"]
            if value.__class__ is not str or not value.isascii():
                source["training_file"] = _types.text("FineTuningJob", "training_file", value)
        except KeyError as error:
            raise _types.UnexpectedShape(
                "FineTuningJob", str(error.args[0]), "a value, since it is required", _types.NOT_GIVEN
            ) from None
        known = 19
        if "object" in source:
            value = source["object"]
            if value is not None and (value.__class__ is not str or not value.isascii()):
                source["object"] = _types.text("FineTuningJob", "object", value)
        else:
            known -= 1
        if "validation_file" in source:
            value = source["validation_file"]
            if value is not None and (value.__class__ is not str or not value.isascii()):
                source["validation_file"] = _types.text("FineTuningJob", "validation_file", value)
        else:
            known -= 1
        if "fine_tuned_model" in source:
            value = source["fine_tuned_model"]
            if value is not None and (value.__class__ is not str or not value.isascii()):
                source["fine_tuned_model"] = _types.text("FineTuningJob", "fine_tuned_model", value)
        else:
            known -= 1
        if "finished_at" in source:
            value = source["finished_at"]
            if value is not None and value.__class__ is not int:
                source["finished_at"] = _types.moment("FineTuningJob", "finished_at", value)
        else:
            known -= 1
        if "estimated_finish" in source:
            value = source["estimated_finish"]
            if value is not None and value.__class__ is not int:
                source["estimated_finish"] = _types.integer("FineTuningJob", "estimated_finish", value)
        else:
            known -= 1
        if "error" in source:
            value = source["error"]
            if value is not None:
                source["error"] = None if value == [] else FineTuningError.adopt(value)
        else:
            known -= 1
        if "hyperparameters" in source:
            value = source["hyperparameters"]
            if value is not None:
                source["hyperparameters"] = None if value == [] else SupervisedHyperparameters.adopt(value)
        else:
            known -= 1
        if "method" in source:
            value = source["method"]
            if value is not None:
                source["method"] = None if value == [] else FineTuningMethod.adopt(value)
        else:
            known -= 1
        if "integrations" in source:
            value = source["integrations"]
            if value is not None:
                source["integrations"] = _types.model_list(
                    FineTuningIntegration.adopt, "FineTuningJob", "integrations", value
                )
        else:
            known -= 1
        if "organization_id" in source:
            value = source["organization_id"]
            if value is not None and (value.__class__ is not str or not value.isascii()):
                source["organization_id"] = _types.text("FineTuningJob", "organization_id", value)
        else:
            known -= 1
        if "result_files" in source:
            value = source["result_files"]
            if value is not None:
                source["result_files"] = [
                    _types.text("FineTuningJob", "result_files", item)
                    if (item.__class__ is not str or not item.isascii())
                    else item
                    for item in _types.json_list("FineTuningJob", "result_files", value)
                ]
        else:
            known -= 1
        if "seed" in source:
            value = source["seed"]
            if value is not None and value.__class__ is not int:
                source["seed"] = _types.integer("FineTuningJob", "seed", value)
        else:
            known -= 1
        if "trained_tokens" in source:
            value = source["trained_tokens"]
            if value is not None and value.__class__ is not int:
                source["trained_tokens"] = _types.integer("FineTuningJob", "trained_tokens", value)
        else:
            known -= 1
        if "metadata" in source:
            value = source["metadata"]
            if value is not None:
                source["metadata"] = None if value == [] else _types.json_map("FineTuningJob", "metadata", value)
        else:
            known -= 1
        if len(source) != known:
            _types.set_unknown_apart(cls.json_names, source)
        self = _new(cls)
        self.__dict__ = source
        return self
