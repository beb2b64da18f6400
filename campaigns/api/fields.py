"""Fields of content on the wire: references among what the asker may see, numbers, and JSON of a known shape."""

from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Model, QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from campaigns import shapes
from campaigns.ids import is_account_id
from campaigns.models import Membership
from campaigns.permissions import rows
from campaigns.words import ABILITIES, CLASSES, CONDITIONS, DAMAGE_TYPES, SENSES, SKILLS, WEAPON_PROPERTIES

NO_SUCH = "There is no “{}” here."
ID_LENGTH = 26


def no_such(id: object) -> serializers.ValidationError:
    """The one answer to an id of nothing and to an id of what is somebody else's."""
    return serializers.ValidationError(NO_SUCH.format(str(id)[:ID_LENGTH]), code="does_not_exist")


_ID = serializers.CharField(max_length=ID_LENGTH)


@extend_schema_field({"type": "string", "maxLength": ID_LENGTH})
class Reference(serializers.Field):
    """The id of another row, out of those that the asker may see."""

    def __init__(self, model: type[Model], **kwargs: Any) -> None:
        self.model = model
        super().__init__(**kwargs)

    def known(self) -> QuerySet[Any]:
        """Among which rows the id is looked up."""
        return rows(self.context["request"].user, "view", self.model)

    def to_internal_value(self, sent: Any) -> Any:
        found = self.known().filter(pk=_ID.run_validation(sent)).first()
        if found is None:
            raise no_such(sent)
        return found

    def get_attribute(self, row: Any) -> Any:
        return row.serializable_value(self.source)

    def to_representation(self, pk: Any) -> str:
        return str(pk)


class PersonReference(Reference):
    """The id of a person with whom the asker shares a campaign."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(get_user_model(), **kwargs)

    def known(self) -> QuerySet[Any]:
        mine = Membership.objects.filter(user=self.context["request"].user).values("campaign")
        return get_user_model().objects.filter(pk__in=Membership.objects.filter(campaign__in=mine).values("user"))

    def to_internal_value(self, sent: Any) -> Any:
        id = _ID.run_validation(sent)
        if not is_account_id(id):
            raise no_such(id)
        return super().to_internal_value(id)


class References(serializers.ListField):
    """Ids of several other rows, each once, out of those that the asker may see; one query however many."""

    def __init__(self, model: type[Model], **kwargs: Any) -> None:
        self.model = model
        child = serializers.CharField(max_length=ID_LENGTH)
        super().__init__(**{"child": child, "max_length": 200, **kwargs})

    def to_internal_value(self, sent: Any) -> list[Any]:
        ids = list(dict.fromkeys(super().to_internal_value(sent)))
        found = rows(self.context["request"].user, "view", self.model).in_bulk(ids)
        if strange := [id for id in ids if id not in found]:
            raise no_such(strange[0])
        return [found[id] for id in ids]

    def to_representation(self, related: Any) -> list[str]:
        return sorted(row.pk for row in related.all())


@extend_schema_field({"type": "number"})
class Number(serializers.DecimalField):
    """A decimal column as a JSON number."""

    def to_representation(self, value: Any) -> float:
        return float(value)


def _words(known: Any) -> dict[str, Any]:
    return {"type": "array", "items": {"type": "string", "enum": sorted(known)}, "uniqueItems": True}


def _numbers(known: Any, low: int, high: int) -> dict[str, Any]:
    number = {"type": "integer", "minimum": low, "maximum": high}
    return {"type": "object", "properties": dict.fromkeys(sorted(known), number), "additionalProperties": False}


def _integer(low: int, high: int) -> dict[str, Any]:
    return {"type": "integer", "minimum": low, "maximum": high}


DAMAGE = {
    "type": "array",
    "maxItems": 8,
    "items": {
        "type": "object",
        "required": ["count", "sides", "bonus", "type"],
        "properties": {
            "count": _integer(0, 100),
            "sides": {"type": "integer", "enum": [0, 2, 3, 4, 6, 8, 10, 12, 20, 100]},
            "bonus": _integer(-100, 100),
            "type": {"type": "string", "enum": sorted(DAMAGE_TYPES)},
        },
        "additionalProperties": False,
    },
}
_SLOT = {
    "type": "object",
    "required": ["maximum"],
    "properties": {"maximum": _integer(0, 20), "used": _integer(0, 20)},
    "additionalProperties": False,
}
SLOTS = {"type": "object", "properties": dict.fromkeys("123456789", _SLOT), "additionalProperties": False}

SHAPES = {
    shapes.check_damage: DAMAGE,
    shapes.check_saves: _numbers(ABILITIES, -100, 100),
    shapes.check_skills: _numbers(SKILLS, -100, 100),
    shapes.check_senses: _numbers(SENSES, 0, 1_000),
    shapes.check_spell_slots: SLOTS,
    shapes.check_classes: _words(CLASSES),
    shapes.check_damage_types: _words(DAMAGE_TYPES),
    shapes.check_conditions: _words(CONDITIONS),
    shapes.check_weapon_properties: _words(WEAPON_PROPERTIES),
}
"""The JSON Schema that tells the documentation what a check lets through; the check itself decides."""


def shaped(check: Any) -> type[serializers.JSONField]:
    """A JSON field for a column with this check."""
    return extend_schema_field(SHAPES[check])(type("Shaped", (serializers.JSONField,), {}))


SHAPED = {check: shaped(check) for check in SHAPES}
