"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from .. import types as _types

if TYPE_CHECKING:
    from typing import Self

    from ..models.dpo_method import DpoMethod
    from ..models.fine_tuning_method_type import FineTuningMethodType
    from ..models.reinforcement_method import ReinforcementMethod
    from ..models.supervised_method import SupervisedMethod

_new = object.__new__


@_types.absent_as_none
@_attrs_define(kw_only=True, slots=False)
class FineTuningMethod(_types.Model):
    """The training method. Its settings are in the property of the same name."""

    json_fields: ClassVar[tuple[tuple[str, str, bool], ...]] = (
        ("type", "type", True),
        ("supervised", "supervised", False),
        ("dpo", "dpo", False),
        ("reinforcement", "reinforcement", False),
    )
    json_names: ClassVar[frozenset[str]] = frozenset(
        [
            "type",
            "supervised",
            "dpo",
            "reinforcement",
        ]
    )

    type: FineTuningMethodType
    """The method."""
    supervised: SupervisedMethod | None = None
    """Supervised training."""
    dpo: DpoMethod | None = None
    """Preference training (DPO)."""
    reinforcement: ReinforcementMethod | None = None
    """Reinforcement training."""
    additional_properties: dict[str, Any] = _attrs_field(repr=False, factory=_types.no_fields)

    @classmethod
    def adopt(cls, data: Any) -> Self:
        """Create a model from a JSON object, which becomes the model's own and may be changed.

        Raises UnexpectedShape if it differs from the contract.
        """
        from ..models.dpo_method import DpoMethod
        from ..models.reinforcement_method import ReinforcementMethod
        from ..models.supervised_method import SupervisedMethod

        if data.__class__ is not dict:
            _types.require_object("FineTuningMethod", data)
        source: dict[str, Any] = data
        value: Any
        try:
            value = source["type"]
            if value.__class__ is not str or not value.isascii():
                source["type"] = _types.text("FineTuningMethod", "type", value)
        except KeyError as error:
            raise _types.UnexpectedShape(
                "FineTuningMethod", str(error.args[0]), "a value, since it is required", _types.NOT_GIVEN
            ) from None
        known = 4
        if "supervised" in source:
            value = source["supervised"]
            if value is not None:
                source["supervised"] = None if value == [] else SupervisedMethod.adopt(value)
        else:
            known -= 1
        if "dpo" in source:
            value = source["dpo"]
            if value is not None:
                source["dpo"] = None if value == [] else DpoMethod.adopt(value)
        else:
            known -= 1
        if "reinforcement" in source:
            value = source["reinforcement"]
            if value is not None:
                source["reinforcement"] = None if value == [] else ReinforcementMethod.adopt(value)
        else:
            known -= 1
        if len(source) != known:
            _types.set_unknown_apart(cls.json_names, source)
        self = _new(cls)
        self.__dict__ = source
        return self
