"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from .. import types as _types

if TYPE_CHECKING:
    from typing import Self

    from ..models.auto import Auto
    from ..models.reinforcement_hyperparameters_reasoning_effort import ReinforcementHyperparametersReasoningEffort

_new = object.__new__


@_types.absent_as_none
@_attrs_define(kw_only=True, slots=False)
class ReinforcementHyperparameters(_types.Model):
    """Hyperparameters for reinforcement training."""

    json_fields: ClassVar[tuple[tuple[str, str, bool], ...]] = (
        ("batch_size", "batch_size", False),
        ("learning_rate_multiplier", "learning_rate_multiplier", False),
        ("n_epochs", "n_epochs", False),
        ("compute_multiplier", "compute_multiplier", False),
        ("eval_interval", "eval_interval", False),
        ("eval_samples", "eval_samples", False),
        ("reasoning_effort", "reasoning_effort", False),
    )
    json_names: ClassVar[frozenset[str]] = frozenset(
        [
            "batch_size",
            "learning_rate_multiplier",
            "n_epochs",
            "compute_multiplier",
            "eval_interval",
            "eval_samples",
            "reasoning_effort",
        ]
    )

    batch_size: Auto | int | None = None
    """The number of examples in a step (batch size)."""
    learning_rate_multiplier: Auto | float | None = None
    """A multiplier for the learning rate."""
    n_epochs: Auto | int | None = None
    """The number of passes over the training data."""
    compute_multiplier: Auto | float | None = None
    """A multiplier for the amount of compute used for exploration."""
    eval_interval: Auto | int | None = None
    """The number of training steps between evaluations."""
    eval_samples: Auto | int | None = None
    """The number of samples per evaluation."""
    reasoning_effort: ReinforcementHyperparametersReasoningEffort | None = None
    """The reasoning effort."""
    additional_properties: dict[str, Any] = _attrs_field(repr=False, factory=_types.no_fields)

    @classmethod
    def adopt(cls, data: Any) -> Self:
        """Create a model from a JSON object, which becomes the model's own and may be changed.

        Raises UnexpectedShape if it differs from the contract.
        """
        if data.__class__ is not dict:
            _types.require_object("ReinforcementHyperparameters", data)
        source: dict[str, Any] = data
        value: Any
        known = 7
        if "batch_size" in source:
            value = source["batch_size"]
            if value is not None:
                source["batch_size"] = (
                    (
                        _types.integer("ReinforcementHyperparameters", "batch_size", value)
                        if value.__class__ is not int
                        else value
                    )
                    if value.__class__ in (int, float)
                    else (
                        _types.text("ReinforcementHyperparameters", "batch_size", value)
                        if (value.__class__ is not str or not value.isascii())
                        else value
                    )
                    if value.__class__ is str
                    else _types.refuse("ReinforcementHyperparameters", "batch_size", "text or a whole number", value)
                )
        else:
            known -= 1
        if "learning_rate_multiplier" in source:
            value = source["learning_rate_multiplier"]
            if value is not None:
                source["learning_rate_multiplier"] = (
                    (
                        _types.number("ReinforcementHyperparameters", "learning_rate_multiplier", value)
                        if value.__class__ is not float
                        else value
                    )
                    if value.__class__ in (int, float)
                    else (
                        _types.text("ReinforcementHyperparameters", "learning_rate_multiplier", value)
                        if (value.__class__ is not str or not value.isascii())
                        else value
                    )
                    if value.__class__ is str
                    else _types.refuse(
                        "ReinforcementHyperparameters", "learning_rate_multiplier", "text or a number", value
                    )
                )
        else:
            known -= 1
        if "n_epochs" in source:
            value = source["n_epochs"]
            if value is not None:
                source["n_epochs"] = (
                    (
                        _types.integer("ReinforcementHyperparameters", "n_epochs", value)
                        if value.__class__ is not int
                        else value
                    )
                    if value.__class__ in (int, float)
                    else (
                        _types.text("ReinforcementHyperparameters", "n_epochs", value)
                        if (value.__class__ is not str or not value.isascii())
                        else value
                    )
                    if value.__class__ is str
                    else _types.refuse("ReinforcementHyperparameters", "n_epochs", "text or a whole number", value)
                )
        else:
            known -= 1
        if "compute_multiplier" in source:
            value = source["compute_multiplier"]
            if value is not None:
                source["compute_multiplier"] = (
                    (
                        _types.number("ReinforcementHyperparameters", "compute_multiplier", value)
                        if value.__class__ is not float
                        else value
                    )
                    if value.__class__ in (int, float)
                    else (
                        _types.text("ReinforcementHyperparameters", "compute_multiplier", value)
                        if (value.__class__ is not str or not value.isascii())
                        else value
                    )
                    if value.__class__ is str
                    else _types.refuse("ReinforcementHyperparameters", "compute_multiplier", "text or a number", value)
                )
        else:
            known -= 1
        if "eval_interval" in source:
            value = source["eval_interval"]
            if value is not None:
                source["eval_interval"] = (
                    (
                        _types.integer("ReinforcementHyperparameters", "eval_interval", value)
                        if value.__class__ is not int
                        else value
                    )
                    if value.__class__ in (int, float)
                    else (
                        _types.text("ReinforcementHyperparameters", "eval_interval", value)
                        if (value.__class__ is not str or not value.isascii())
                        else value
                    )
                    if value.__class__ is str
                    else _types.refuse("ReinforcementHyperparameters", "eval_interval", "text or a whole number", value)
                )
        else:
            known -= 1
        if "eval_samples" in source:
            value = source["eval_samples"]
            if value is not None:
                source["eval_samples"] = (
                    (
                        _types.integer("ReinforcementHyperparameters", "eval_samples", value)
                        if value.__class__ is not int
                        else value
                    )
                    if value.__class__ in (int, float)
                    else (
                        _types.text("ReinforcementHyperparameters", "eval_samples", value)
                        if (value.__class__ is not str or not value.isascii())
                        else value
                    )
                    if value.__class__ is str
                    else _types.refuse("ReinforcementHyperparameters", "eval_samples", "text or a whole number", value)
                )
        else:
            known -= 1
        if "reasoning_effort" in source:
            value = source["reasoning_effort"]
            if value is not None and (value.__class__ is not str or not value.isascii()):
                source["reasoning_effort"] = _types.text("ReinforcementHyperparameters", "reasoning_effort", value)
        else:
            known -= 1
        if len(source) != known:
            _types.set_unknown_apart(cls.json_names, source)
        self = _new(cls)
        self.__dict__ = source
        return self
