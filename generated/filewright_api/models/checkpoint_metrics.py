"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from .. import types as _types

if TYPE_CHECKING:
    from typing import Self


_new = object.__new__


@_types.absent_as_none
@_attrs_define(kw_only=True, slots=False)
class CheckpointMetrics(_types.Model):
    """The metrics of a checkpoint."""

    json_fields: ClassVar[tuple[tuple[str, str, bool], ...]] = (
        ("step", "step", False),
        ("train_loss", "train_loss", False),
        ("train_mean_token_accuracy", "train_mean_token_accuracy", False),
        ("valid_loss", "valid_loss", False),
        ("valid_mean_token_accuracy", "valid_mean_token_accuracy", False),
        ("full_valid_loss", "full_valid_loss", False),
        ("full_valid_mean_token_accuracy", "full_valid_mean_token_accuracy", False),
    )
    json_names: ClassVar[frozenset[str]] = frozenset(
        [
            "step",
            "train_loss",
            "train_mean_token_accuracy",
            "valid_loss",
            "valid_mean_token_accuracy",
            "full_valid_loss",
            "full_valid_mean_token_accuracy",
        ]
    )

    step: float | None = None
    """The training step."""
    train_loss: float | None = None
    """The training loss."""
    train_mean_token_accuracy: float | None = None
    """The mean token accuracy in training."""
    valid_loss: float | None = None
    """The validation loss."""
    valid_mean_token_accuracy: float | None = None
    """The mean token accuracy in validation."""
    full_valid_loss: float | None = None
    """The validation loss over the whole validation file."""
    full_valid_mean_token_accuracy: float | None = None
    """The mean token accuracy over the whole validation file."""
    additional_properties: dict[str, Any] = _attrs_field(repr=False, factory=_types.no_fields)

    @classmethod
    def adopt(cls, data: Any) -> Self:
        """Create a model from a JSON object, which becomes the model's own and may be changed.

        Raises UnexpectedShape if it differs from the contract.
        """
        if data.__class__ is not dict:
            _types.require_object("CheckpointMetrics", data)
        source: dict[str, Any] = data
        value: Any
        known = 7
        if "step" in source:
            value = source["step"]
            if value is not None and value.__class__ is not float:
                source["step"] = _types.number("CheckpointMetrics", "step", value)
        else:
            known -= 1
        if "train_loss" in source:
            value = source["train_loss"]
            if value is not None and value.__class__ is not float:
                source["train_loss"] = _types.number("CheckpointMetrics", "train_loss", value)
        else:
            known -= 1
        if "train_mean_token_accuracy" in source:
            value = source["train_mean_token_accuracy"]
            if value is not None and value.__class__ is not float:
                source["train_mean_token_accuracy"] = _types.number(
                    "CheckpointMetrics", "train_mean_token_accuracy", value
                )
        else:
            known -= 1
        if "valid_loss" in source:
            value = source["valid_loss"]
            if value is not None and value.__class__ is not float:
                source["valid_loss"] = _types.number("CheckpointMetrics", "valid_loss", value)
        else:
            known -= 1
        if "valid_mean_token_accuracy" in source:
            value = source["valid_mean_token_accuracy"]
            if value is not None and value.__class__ is not float:
                source["valid_mean_token_accuracy"] = _types.number(
                    "CheckpointMetrics", "valid_mean_token_accuracy", value
                )
        else:
            known -= 1
        if "full_valid_loss" in source:
            value = source["full_valid_loss"]
            if value is not None and value.__class__ is not float:
                source["full_valid_loss"] = _types.number("CheckpointMetrics", "full_valid_loss", value)
        else:
            known -= 1
        if "full_valid_mean_token_accuracy" in source:
            value = source["full_valid_mean_token_accuracy"]
            if value is not None and value.__class__ is not float:
                source["full_valid_mean_token_accuracy"] = _types.number(
                    "CheckpointMetrics", "full_valid_mean_token_accuracy", value
                )
        else:
            known -= 1
        if len(source) != known:
            _types.set_unknown_apart(cls.json_names, source)
        self = _new(cls)
        self.__dict__ = source
        return self
