"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from .. import types as _types

if TYPE_CHECKING:
    from typing import Self

    from ..models.dpo_hyperparameters import DpoHyperparameters

_new = object.__new__


@_types.absent_as_none
@_attrs_define(kw_only=True, slots=False)
class DpoMethod(_types.Model):
    """Preference training (DPO)."""

    json_fields: ClassVar[tuple[tuple[str, str, bool], ...]] = (("hyperparameters", "hyperparameters", False),)
    json_names: ClassVar[frozenset[str]] = frozenset(
        [
            "hyperparameters",
        ]
    )

    hyperparameters: DpoHyperparameters | None = None
    """Hyperparameters for preference training (DPO)."""
    additional_properties: dict[str, Any] = _attrs_field(repr=False, factory=_types.no_fields)

    @classmethod
    def adopt(cls, data: Any) -> Self:
        """Create a model from a JSON object, which becomes the model's own and may be changed.

        Raises UnexpectedShape if it differs from the contract.
        """
        from ..models.dpo_hyperparameters import DpoHyperparameters

        if data.__class__ is not dict:
            _types.require_object("DpoMethod", data)
        source: dict[str, Any] = data
        value: Any
        known = 1
        if "hyperparameters" in source:
            value = source["hyperparameters"]
            if value is not None:
                source["hyperparameters"] = None if value == [] else DpoHyperparameters.adopt(value)
        else:
            known -= 1
        if len(source) != known:
            _types.set_unknown_apart(cls.json_names, source)
        self = _new(cls)
        self.__dict__ = source
        return self
