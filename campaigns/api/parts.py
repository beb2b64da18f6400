"""The lists within a stat block, attacks and features: read with their creature and written with it, each list whole."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import slugify
from rest_framework import serializers

from campaigns.api.wire import ContentSerializer, Whole, WireSerializer, camel, complaints
from campaigns.models import CreatureAttack, Feature
from campaigns.permissions import MAY

MANY = 60
"""Parts of one kind that a creature may have."""


class PartSerializer(Whole, WireSerializer):
    """One entry; without a key it is known by its name."""

    key = serializers.SlugField(max_length=80, required=False)


class AttackSerializer(PartSerializer):
    """An attack roll and what a hit does; reach and ranges are feet, 0 where there is none."""

    class Meta:
        model = CreatureAttack
        fields = ["id", "key", "name", "kind", "to_hit", "reach", "range_normal", "range_long", "damage", "note"]


class FeatureSerializer(PartSerializer):
    """A trait, action, bonus action, reaction, legendary or lair action, in words."""

    class Meta:
        model = Feature
        fields = ["id", "key", "kind", "name", "description", "uses", "cost"]


OWNER_COLUMNS = ("monster", "npc", "player_character")
PARTS: dict[str, type[models.Model]] = {"attacks": CreatureAttack, "features": Feature}


class CreatureSerializer(ContentSerializer):
    """A creature with the parts of its stat block. A list that is sent replaces the one that was; an absent one stays."""

    attacks = AttackSerializer(many=True, required=False, max_length=MANY)
    features = FeatureSerializer(many=True, required=False, max_length=MANY)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        sent = {name: attrs.pop(name) for name in PARTS if name in attrs}
        attrs = super().validate(attrs)
        self.parts = {name: self._built(name, entries) for name, entries in sent.items()}
        return attrs

    def sees(self, user: Any, row: Any, column: str, role: str) -> bool:
        part = PARTS.get(column)
        if part is None or row.campaign_id is None:
            return super().sees(user, row, column, role)
        allowed = MAY[part]["view"]
        return role in allowed or ("self" in allowed and getattr(row, "owner_id", None) == user.pk)

    def changed(self) -> set[str]:
        return super().changed() | set(self.parts)

    def relate(self, row: Any) -> None:
        super().relate(row)
        for name, parts in self.parts.items():
            _replace(getattr(row, name), parts)

    def _built(self, name: str, entries: list[dict[str, Any]]) -> list[Any]:
        """The rows of one list, those it had before under their ids. Raises ValidationError, by position."""
        old = {part.key: part for part in getattr(self.instance, name).all()} if self.instance is not None else {}
        built: list[Any] = []
        wrong: list[Any] = []
        for order, entry in enumerate(entries):
            key = entry.get("key") or slugify(entry["name"])[:80] or f"{name}-{order}"
            part = PARTS[name](**{**entry, "key": key, "order": order})
            part.pk = old[key].pk if key in old else part.pk
            wrong.append(_complaints(part, {other.key for other in built}))
            built.append(part)
        if any(wrong):
            raise serializers.ValidationError({name: wrong})
        return built


def _complaints(part: Any, taken: set[str]) -> dict[str, Any]:
    """What is wrong with this entry by itself, by wire name; {} where nothing is."""
    if part.key in taken:
        return {"key": [f"Another one has the key “{part.key}”."]}
    try:
        part.full_clean(exclude=OWNER_COLUMNS, validate_unique=False)
    except ValidationError as wrong:
        return complaints(wrong, camel)
    return {}


def _replace(related: Any, parts: list[Any]) -> None:
    """Exactly these rows: those with a known id are brought up to date, others come, the rest goes."""
    column = related.field.name
    for part in parts:
        setattr(part, column, related.instance)
    had = set(related.values_list("pk", flat=True))
    related.exclude(pk__in=[part.pk for part in parts]).delete()
    kept = [part for part in parts if part.pk in had]
    columns = [field.name for field in related.model._meta.concrete_fields if not field.primary_key]
    related.model._default_manager.bulk_update(kept, columns)
    related.model._default_manager.bulk_create(part for part in parts if part.pk not in had)
