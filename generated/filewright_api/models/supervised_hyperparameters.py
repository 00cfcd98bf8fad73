"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from .. import types as _types

if TYPE_CHECKING:
    from typing import Self

    from ..models.auto import Auto

_new = object.__new__


@_types.absent_as_none
@_attrs_define(kw_only=True, slots=False)
class SupervisedHyperparameters(_types.Model):
    """Hyperparameters for supervised training."""

    json_fields: ClassVar[tuple[tuple[str, str, bool], ...]] = (
        ("batch_size", "batch_size", False),
        ("learning_rate_multiplier", "learning_rate_multiplier", False),
        ("n_epochs", "n_epochs", False),
    )
    json_names: ClassVar[frozenset[str]] = frozenset(
        [
            "batch_size",
            "learning_rate_multiplier",
            "n_epochs",
        ]
    )

    batch_size: Auto | int | None = None
    """The number of examples in a step (batch size)."""
    learning_rate_multiplier: Auto | float | None = None
    """A multiplier for the learning rate."""
    n_epochs: Auto | int | None = None
    """The number of passes over the training data."""
    additional_properties: dict[str, Any] = _attrs_field(repr=False, factory=_types.no_fields)

    @classmethod
    def adopt(cls, data: Any) -> Self:
        """Create a model from a JSON object, which becomes the model's own and may be changed.

        Raises UnexpectedShape if it differs from the contract.
        """
        if data.__class__ is not dict:
            _types.require_object("SupervisedHyperparameters", data)
        source: dict[str, Any] = data
        value: Any
        known = 3
        if "batch_size" in source:
            value = source["batch_size"]
            if value is not None:
                source["batch_size"] = (
                    (
                        _types.integer("SupervisedHyperparameters", "batch_size", value)
                        if value.__class__ is not int
                        else value
                    )
                    if value.__class__ in (int, float)
                    else (
                        _types.text("SupervisedHyperparameters", "batch_size", value)
                        if (value.__class__ is not str or not value.isascii())
                        else value
                    )
                    if value.__class__ is str
                    else _types.refuse("SupervisedHyperparameters", "batch_size", "text or a whole number", value)
                )
        else:
            known -= 1
        if "learning_rate_multiplier" in source:
            value = source["learning_rate_multiplier"]
            if value is not None:
                source["learning_rate_multiplier"] = (
                    (
                        _types.number("SupervisedHyperparameters", "learning_rate_multiplier", value)
                        if value.__class__ is not float
                        else value
                    )
                    if value.__class__ in (int, float)
                    else (
                        _types.text("SupervisedHyperparameters", "learning_rate_multiplier", value)
                        if (value.__class__ is not str or not value.isascii())
                        else value
                    )
                    if value.__class__ is str
                    else _types.refuse(
                        "SupervisedHyperparameters", "learning_rate_multiplier", "text or a number", value
                    )
                )
        else:
            known -= 1
        if "n_epochs" in source:
            value = source["n_epochs"]
            if value is not None:
                source["n_epochs"] = (
                    (
                        _types.integer("SupervisedHyperparameters", "n_epochs", value)
                        if value.__class__ is not int
                        else value
                    )
                    if value.__class__ in (int, float)
                    else (
                        _types.text("SupervisedHyperparameters", "n_epochs", value)
                        if (value.__class__ is not str or not value.isascii())
                        else value
                    )
                    if value.__class__ is str
                    else _types.refuse("SupervisedHyperparameters", "n_epochs", "text or a whole number", value)
                )
        else:
            known -= 1
        if len(source) != known:
            _types.set_unknown_apart(cls.json_names, source)
        self = _new(cls)
        self.__dict__ = source
        return self
