"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from .. import types as _types

if TYPE_CHECKING:
    from typing import Self

    from ..models.reinforcement_hyperparameters import ReinforcementHyperparameters

_new = object.__new__


@_types.absent_as_none
@_attrs_define(kw_only=True, slots=False)
class ReinforcementMethod(_types.Model):
    """Reinforcement training."""

    json_fields: ClassVar[tuple[tuple[str, str, bool], ...]] = (
        ("grader", "grader", True),
        ("hyperparameters", "hyperparameters", False),
    )
    json_names: ClassVar[frozenset[str]] = frozenset(
        [
            "grader",
            "hyperparameters",
        ]
    )

    grader: dict[str, Any]
    """The grader of the model's output; see the service's documentation."""
    hyperparameters: ReinforcementHyperparameters | None = None
    """Hyperparameters for reinforcement training."""
    additional_properties: dict[str, Any] = _attrs_field(repr=False, factory=_types.no_fields)

    @classmethod
    def adopt(cls, data: Any) -> Self:
        """Create a model from a JSON object, which becomes the model's own and may be changed.

        Raises UnexpectedShape if it differs from the contract.
        """
        from ..models.reinforcement_hyperparameters import ReinforcementHyperparameters

        if data.__class__ is not dict:
            _types.require_object("ReinforcementMethod", data)
        source: dict[str, Any] = data
        value: Any
        try:
            value = source["grader"]
            source["grader"] = _types.json_map("ReinforcementMethod", "grader", value)
        except KeyError as error:
            raise _types.UnexpectedShape(
                "ReinforcementMethod", str(error.args[0]), "a value, since it is required", _types.NOT_GIVEN
            ) from None
        known = 2
        if "hyperparameters" in source:
            value = source["hyperparameters"]
            if value is not None:
                source["hyperparameters"] = None if value == [] else ReinforcementHyperparameters.adopt(value)
        else:
            known -= 1
        if len(source) != known:
            _types.set_unknown_apart(cls.json_names, source)
        self = _new(cls)
        self.__dict__ = source
        return self
