"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from .. import types as _types

if TYPE_CHECKING:
    from typing import Self

    from ..models.fine_tuning_integration_type import FineTuningIntegrationType
    from ..models.wandb_integration import WandbIntegration

_new = object.__new__


@_types.absent_as_none
@_attrs_define(kw_only=True, slots=False)
class FineTuningIntegration(_types.Model):
    """A service that receives the job's metrics."""

    json_fields: ClassVar[tuple[tuple[str, str, bool], ...]] = (
        ("type", "type", True),
        ("wandb", "wandb", True),
    )
    json_names: ClassVar[frozenset[str]] = frozenset(
        [
            "type",
            "wandb",
        ]
    )

    type: FineTuningIntegrationType
    """The kind of service."""
    wandb: WandbIntegration
    """A Weights & Biases project."""
    additional_properties: dict[str, Any] = _attrs_field(repr=False, factory=_types.no_fields)

    @classmethod
    def adopt(cls, data: Any) -> Self:
        """Create a model from a JSON object, which becomes the model's own and may be changed.

        Raises UnexpectedShape if it differs from the contract.
        """
        from ..models.wandb_integration import WandbIntegration

        if data.__class__ is not dict:
            _types.require_object("FineTuningIntegration", data)
        source: dict[str, Any] = data
        value: Any
        try:
            value = source["type"]
            if value.__class__ is not str or not value.isascii():
                source["type"] = _types.text("FineTuningIntegration", "type", value)
            value = source["wandb"]
            source["wandb"] = WandbIntegration.adopt(value)
        except KeyError as error:
            raise _types.UnexpectedShape(
                "FineTuningIntegration", str(error.args[0]), "a value, since it is required", _types.NOT_GIVEN
            ) from None
        known = 2
        if len(source) != known:
            _types.set_unknown_apart(cls.json_names, source)
        self = _new(cls)
        self.__dict__ = source
        return self
