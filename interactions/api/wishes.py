"""What a DM may wish for in a new interaction, checked against her campaign: the bodies of the requests that draft."""

from collections import Counter
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from rest_framework import serializers

from campaigns.models import NPC, Campaign, Location, PlayerCharacter, Quest
from interactions.drafting import Draft, Wanted, available_items, available_monsters


class SettingsSerializer(serializers.Serializer):
    resolutionMode = serializers.ChoiceField(["review", "auto", "hybrid"], source="resolution_mode", required=False)
    diagonals = serializers.ChoiceField(["five", "alternating"], required=False)
    autoBegin = serializers.BooleanField(source="auto_begin", required=False)
    chatEnabled = serializers.BooleanField(source="chat_enabled", required=False)
    allowPrivateChat = serializers.BooleanField(source="allow_private_chat", required=False)


class AwardSerializer(serializers.Serializer):
    playerCharacterId = serializers.CharField(max_length=26)
    xp = serializers.IntegerField(min_value=0, max_value=10_000_000)


def _ids() -> serializers.ListField:
    return serializers.ListField(child=serializers.CharField(max_length=26), max_length=100, required=False)


class WishSerializer(serializers.Serializer):
    """Who takes part and what there is to win; a monster that is named twice comes twice."""

    description = serializers.CharField(max_length=10_000, required=False, allow_blank=True)
    participantMonsterIds = _ids()
    hiddenMonsterIds = _ids()
    participantNpcIds = _ids()
    participantPlayerCharacterIds = _ids()
    settings = SettingsSerializer(required=False)
    rewardItemIds = _ids()
    xpAwards = AwardSerializer(many=True, required=False)


class StartSerializer(WishSerializer):
    """The body of start-interaction."""

    contextType = serializers.ChoiceField(["location", "quest"])
    contextId = serializers.CharField(max_length=26)
    interactionName = serializers.CharField(max_length=120)

    def draft(self, campaign: Campaign, dm: Any) -> Draft:
        wish = self.validated_data
        model: Any = Location if wish["contextType"] == "location" else Quest
        [context] = _all(model.objects.filter(campaign=campaign), [wish["contextId"]], "contextId")
        place = {"location": context} if wish["contextType"] == "location" else {"quest": context}
        return Draft(campaign=campaign, dm=dm, name=wish["interactionName"], **place, **common(wish, campaign))


class DraftSerializer(WishSerializer):
    """The body of a draft, and of a change to one."""

    name = serializers.CharField(max_length=120)
    relatedLocationId = serializers.CharField(max_length=26, required=False, allow_null=True)
    relatedQuestId = serializers.CharField(max_length=26, required=False, allow_null=True)

    def draft(self, campaign: Campaign, dm: Any) -> Draft:
        wish = self.validated_data
        return Draft(campaign=campaign, dm=dm, name=wish["name"], **place(wish, campaign), **common(wish, campaign))


def place(wish: dict[str, Any], campaign: Campaign) -> dict[str, Any]:
    """Location and quest, as far as they are named."""
    named = {"location": ("relatedLocationId", Location), "quest": ("relatedQuestId", Quest)}
    found: dict[str, Any] = {}
    for column, (field, model) in named.items():
        if field in wish:
            id = wish[field]
            found[column] = _all(model.objects.filter(campaign=campaign), [id], field)[0] if id else None
    return found


def common(wish: dict[str, Any], campaign: Campaign) -> dict[str, Any]:
    """The rest of a `Draft`, from rows of this campaign alone."""
    who = participants(wish, campaign)
    return {
        "description": wish.get("description", ""),
        "monsters": who.get("monsters", []),
        "npcs": who.get("npcs", []),
        "characters": who.get("characters"),
        "settings": dict(wish.get("settings", {})),
        **prizes(wish, campaign),
    }


def participants(wish: dict[str, Any], campaign: Campaign) -> dict[str, Any]:
    """Those kinds of participants that the wish names."""
    found: dict[str, Any] = {}
    if "participantMonsterIds" in wish or "hiddenMonsterIds" in wish:
        found["monsters"] = monsters(wish, campaign)
    for kind, field, model in (
        ("npcs", "participantNpcIds", NPC),
        ("characters", "participantPlayerCharacterIds", PlayerCharacter),
    ):
        if field in wish:
            found[kind] = _all(model._default_manager.filter(campaign=campaign), wish[field], field)
    return found


def monsters(wish: dict[str, Any], campaign: Campaign) -> list[Wanted]:
    """Each as often as it is named, the visible first."""
    available = available_monsters(campaign)
    seen = _all(available, wish.get("participantMonsterIds", []), "participantMonsterIds")
    unseen = _all(available, wish.get("hiddenMonsterIds", []), "hiddenMonsterIds")
    return [*(Wanted(monster) for monster in seen), *(Wanted(monster, hidden=True) for monster in unseen)]


def prizes(wish: dict[str, Any], campaign: Campaign) -> dict[str, Any]:
    """Items and XP there are to win."""
    awards = {award["playerCharacterId"]: award["xp"] for award in wish.get("xpAwards", [])}
    _all(PlayerCharacter.objects.filter(campaign=campaign), list(awards), "xpAwards")
    items = _all(available_items(campaign), wish.get("rewardItemIds", []), "rewardItemIds")
    return {"reward_items": items, "xp_awards": awards}


def _all(rows: QuerySet[Any], ids: list[str], field: str) -> list[Any]:
    """A row for every id, repeats included. Raises ValidationError for one that is not there, or not this campaign's."""
    found = rows.in_bulk(Counter(ids))
    if strange := [id for id in ids if id not in found]:
        raise ValidationError(f"{field}: there is no “{strange[0]}” in this campaign.")
    return [found[id] for id in ids]
