"""How lists of content are narrowed, searched and ordered; names as on the wire."""

from typing import Any

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from rest_framework.exceptions import ValidationError
from rest_framework.filters import OrderingFilter, SearchFilter
from rest_framework.request import Request

from campaigns.models import (
    NPC,
    Campaign,
    Condition,
    InventoryEntry,
    Invitation,
    Item,
    ItemKind,
    Location,
    Map,
    Membership,
    Monster,
    PlayerCharacter,
    Quest,
    Rarity,
    School,
    Size,
    Spell,
)

LONGEST = 200
"""Characters of a search: a pattern without bound is a query without bound."""


class Search(SearchFilter):
    """`?search=`: rows whose name holds every one of these words."""

    def get_search_terms(self, request: Request) -> list[str]:
        if len(request.query_params.get(self.search_param, "")) > LONGEST:
            raise ValidationError({self.search_param: [f"A search has up to {LONGEST} characters."]})
        return list(super().get_search_terms(request))


class Ordering(OrderingFilter):
    """`?ordering=`: names of fields with commas between, `-` before one to turn it round."""

    ordering_description = "Names of fields with commas between; `-` before one turns it round."

    def get_ordering(self, request: Request, queryset: Any, view: Any) -> Any:
        """Each field once, which also bounds how many there are. Raises ValidationError."""
        asked = request.query_params.get(self.ordering_param)
        if not asked:
            return view.ordering
        columns: list[str] = []
        for word in asked.split(",", len(view.ordering_fields)):
            column = self._column(word.strip(), view)
            if column.removeprefix("-") in {known.removeprefix("-") for known in columns}:
                raise ValidationError({self.ordering_param: [f"“{word.strip()}” stands there twice."]})
            columns.append(column)
        return columns

    def _column(self, word: str, view: Any) -> str:
        column = view.ordering_fields.get(word.removeprefix("-"))
        if column is None:
            known = ", ".join(view.ordering_fields)
            raise ValidationError({self.ordering_param: [f"Lists are ordered by {known}."]})
        return f"-{column}" if word.startswith("-") else column

    def get_schema_operation_parameters(self, view: Any) -> Any:
        words = [sign + word for word in view.ordering_fields for sign in ("", "-")]
        [parameter] = super().get_schema_operation_parameters(view)
        array = {"type": "array", "items": {"type": "string", "enum": words}}
        return [{**parameter, "schema": array, "explode": False}]


def _exact(column: str) -> filters.CharFilter:
    """One value; an id of what is somebody else's finds nothing, like one of nothing."""
    return filters.CharFilter(field_name=column, max_length=LONGEST)


def _words(column: str, choices: Any) -> filters.ChoiceFilter:
    return filters.ChoiceFilter(field_name=column, choices=choices)


def _number(column: str, lookup: str = "exact") -> filters.NumberFilter:
    return filters.NumberFilter(
        field_name=column, lookup_expr=lookup, min_value=0, max_value=1_000_000, max_digits=10, decimal_places=3
    )


def _library() -> filters.BooleanFilter:
    return filters.BooleanFilter(field_name="campaign", lookup_expr="isnull", label="Rows of the shared library alone.")


class CampaignFilter(filters.FilterSet):
    class Meta:
        model = Campaign
        fields: list[str] = []


class MemberFilter(filters.FilterSet):
    role = _words("role", Membership.Role.choices)

    class Meta:
        model = Membership
        fields: list[str] = []


class InvitationFilter(filters.FilterSet):
    role = _words("role", Invitation.role.field.choices)

    class Meta:
        model = Invitation
        fields: list[str] = []


class InventoryFilter(filters.FilterSet):
    equipped = filters.BooleanFilter()
    kind = _words("item__kind", ItemKind.choices)

    class Meta:
        model = InventoryEntry
        fields: list[str] = []


class OfCampaignFilter(filters.FilterSet):
    """For what belongs to a campaign."""

    campaign = _exact("campaign_id")


class MapFilter(OfCampaignFilter):
    class Meta:
        model = Map
        fields: list[str] = []


class LocationFilter(OfCampaignFilter):
    map = _exact("map_id")

    class Meta:
        model = Location
        fields: list[str] = []


class QuestFilter(OfCampaignFilter):
    location = _exact("location_id")

    class Meta:
        model = Quest
        fields: list[str] = []


class CharacterFilter(OfCampaignFilter):
    level = _number("level")
    mine = filters.BooleanFilter(method="of_the_asker", label="The asker's own characters alone.")

    class Meta:
        model = PlayerCharacter
        fields: list[str] = []

    def of_the_asker(self, characters: QuerySet[Any], name: str, mine: bool) -> QuerySet[Any]:
        user = self.request.user
        return characters.filter(owner=user) if mine else characters.exclude(owner=user)


class NPCFilter(OfCampaignFilter):
    size = _words("size", Size.choices)

    class Meta:
        model = NPC
        fields: list[str] = []


class MonsterFilter(OfCampaignFilter):
    library = _library()
    size = _words("size", Size.choices)
    creatureType = filters.CharFilter(field_name="creature_type", lookup_expr="iexact", max_length=60)
    challengeRating = _number("challenge_rating")
    challengeRatingMin = _number("challenge_rating", "gte")
    challengeRatingMax = _number("challenge_rating", "lte")

    class Meta:
        model = Monster
        fields: list[str] = []


class ItemFilter(OfCampaignFilter):
    library = _library()
    kind = _words("kind", ItemKind.choices)
    rarity = _words("rarity", [choice for choice in Rarity.choices if choice[0]])

    class Meta:
        model = Item
        fields: list[str] = []


class SpellFilter(OfCampaignFilter):
    library = _library()
    level = _number("level")
    school = _words("school", School.choices)
    ritual = filters.BooleanFilter()
    concentration = filters.BooleanFilter()

    class Meta:
        model = Spell
        fields: list[str] = []


class ConditionFilter(OfCampaignFilter):
    library = _library()

    class Meta:
        model = Condition
        fields: list[str] = []
