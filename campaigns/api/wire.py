"""Content on the wire: columns under their camelCase names, checked by the models, without what the asker may not see."""

import copy
from collections.abc import Callable
from inspect import isfunction
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from rest_framework import serializers

from campaigns.api.fields import SHAPED, Number, PersonReference, Reference, References, no_such
from campaigns.models import Campaign
from campaigns.permissions import role_in, sees_column
from engine.asking import Refused

NAMES = {"current_hp": "currentHP", "owner": "userId"}
"""Wire names that do not follow from their columns."""


def camel(column: str) -> str:
    """armor_class → armorClass"""
    first, *rest = column.split("_")
    return first + "".join(word.capitalize() for word in rest)


def wire_name(model: type[models.Model], column: str) -> str:
    """The name on the wire of a column; references end in Id or Ids."""
    if column in NAMES:
        return NAMES[column]
    try:
        field = model._meta.get_field(column)
    except models.FieldDoesNotExist:
        return camel(column)
    if field.many_to_many:
        return f"{camel(column.removesuffix('s'))}Ids"
    return f"{camel(column)}Id" if field.many_to_one else camel(column)


class Whole:
    """Entries of a list are whole, also where only a part of what holds them is sent."""

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        missing = [name for name, field in self.fields.items() if field.required and field.source not in attrs]
        if missing:
            raise serializers.ValidationError(dict.fromkeys(missing, "This field is required."))
        return attrs


class WireSerializer(serializers.ModelSerializer):
    """Columns by their names in `Meta.fields`; on the wire they are camelCase, and references are ids."""

    serializer_field_mapping = {**serializers.ModelSerializer.serializer_field_mapping, models.DecimalField: Number}

    def get_fields(self) -> dict[str, Any]:
        """Declared fields keep their names."""
        fields: dict[str, Any] = {}
        for name, field in super().get_fields().items():
            wire = name if name in self._declared_fields else wire_name(self.Meta.model, name)
            if wire != name:
                field.source = name
            fields[wire] = field
        return fields

    def get_uniqueness_extra_kwargs(self, field_names: Any, declared_fields: Any, extra_kwargs: Any) -> Any:
        """The models' own validation knows what is unique."""
        return extra_kwargs, {}

    def get_validators(self) -> list[Any]:
        return []

    def build_standard_field(self, field_name: str, model_field: Any) -> Any:
        field_class, kwargs = super().build_standard_field(field_name, model_field)
        for check in model_field.validators:
            if isfunction(check):
                field_class = SHAPED.get(check, field_class)
        return field_class, kwargs

    def build_relational_field(self, field_name: str, relation_info: Any) -> Any:
        column, related, to_many = relation_info.model_field, relation_info.related_model, relation_info.to_many
        if to_many:
            return References, {"model": related, "required": False}
        optional = {"required": False, "allow_null": True} if column.null else {}
        if field_name == "owner":
            return PersonReference, optional
        return Reference, {"model": related, **optional}


class ContentSerializer(WireSerializer):
    """A row of content. `FIXED` columns are given at birth. A column that the asker may not see she may not write."""

    FIXED: tuple[str, ...] = ("campaign",)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Checks the row as it will be, and keeps it for `save`."""
        row = copy.copy(self.instance) if self.instance is not None else self.Meta.model()
        related = {name: value for name, value in attrs.items() if isinstance(value, list) and self._is_related(name)}
        for name, value in attrs.items():
            if name not in related:
                self._check_fixed(name, value)
                setattr(row, name, value)
        self.settle(row, attrs)
        self._check_secrets(row, attrs)
        self._check_campaign(row, attrs)
        try:
            row.full_clean(exclude=self.unchecked())
        except ValidationError as wrong:
            raise serializers.ValidationError(complaints(wrong, self._wire)) from None
        self.row, self.related = row, related
        return attrs

    def settle(self, row: Any, attrs: dict[str, Any]) -> None:
        """What a kind of content decides by itself before the row is checked."""

    def unchecked(self) -> set[str]:
        """Columns of which the models' validation knows nothing yet."""
        return set()

    def asker_role(self, row: Any) -> str:
        """The asker's role in the row's campaign."""
        if hasattr(row, "member_role"):
            return row.member_role or "outsider"
        return role_in(self.context["request"].user, self.campaign_id(row))

    def campaign_id(self, row: Any) -> str | None:
        """The campaign to which the row belongs; None: the library."""
        return row.pk if isinstance(row, Campaign) else row.campaign_id

    def create(self, validated: dict[str, Any]) -> Any:
        self.row.save(force_insert=True)
        self.relate(self.row)
        return self.row

    def update(self, instance: Any, validated: dict[str, Any]) -> Any:
        columns = [name for name in validated if name not in self.related]
        if columns:
            self.row.save(update_fields=columns)
        self.relate(self.row)
        return self.row

    def relate(self, row: Any) -> None:
        """What lies in other tables, once the row is there."""
        for name, value in self.related.items():
            getattr(row, name).set(value)

    def to_representation(self, row: Any) -> dict[str, Any]:
        role, user = self.asker_role(row), self.context["request"].user
        shown: dict[str, Any] = {}
        for name, field in self.fields.items():
            if not field.write_only and self.sees(user, row, field.source, role):
                value = field.get_attribute(row)
                shown[name] = None if value is None else field.to_representation(value)
        return shown

    def sees(self, user: Any, row: Any, column: str, role: str) -> bool:
        """Whether the asker, who may see the row, may see this of it."""
        return sees_column(user, row, column, role)

    def changed(self) -> set[str]:
        """The columns to which what was sent gives other values; after `is_valid`."""
        return {
            name
            for name in self.validated_data
            if name in self.related or getattr(self.instance, name) != getattr(self.row, name)
        }

    def _is_related(self, name: str) -> bool:
        try:
            field = self.Meta.model._meta.get_field(name)
        except models.FieldDoesNotExist:
            return False
        return bool(field.many_to_many or field.one_to_many)

    def _wire(self, column: str) -> str:
        return next((name for name, field in self.fields.items() if field.source == column), camel(column))

    def _check_fixed(self, name: str, value: Any) -> None:
        if self.instance is not None and name in self.FIXED and getattr(self.instance, name) != value:
            raise serializers.ValidationError({self._wire(name): "This cannot be changed any more."})

    def _check_secrets(self, row: Any, attrs: dict[str, Any]) -> None:
        role, user = self.asker_role(row), self.context["request"].user
        for name in attrs:
            if not self.sees(user, row, name, role):
                raise Refused("forbidden", f"{self._wire(name)} is not yours to write.")

    def _check_campaign(self, row: Any, attrs: dict[str, Any]) -> None:
        """What is referred to belongs to the same campaign, or to the library."""
        for name, value in attrs.items():
            for other in value if isinstance(value, list) else [value]:
                elsewhere = getattr(other, "campaign_id", None)
                if isinstance(other, models.Model) and elsewhere not in (None, self.campaign_id(row)):
                    raise serializers.ValidationError({self._wire(name): no_such(other.pk).detail})


def complaints(wrong: ValidationError, wire: Callable[[str], str]) -> dict[str, list[str]]:
    """What the models say is wrong, under the names on the wire."""
    if not hasattr(wrong, "error_dict"):
        return {"non_field_errors": wrong.messages}
    errors = wrong.message_dict
    return {"non_field_errors" if column == "__all__" else wire(column): said for column, said in errors.items()}
