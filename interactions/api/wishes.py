"""What a DM may wish for in a new interaction, checked against her campaign: the bodies of the requests that draft."""

from collections import Counter
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from rest_framework import serializers

from campaigns.api.wire import Whole
from campaigns.models import NPC, Campaign, Location, Monster, PlayerCharacter, Quest
from engine.commands import CHAT, PRIVATE_CHAT
from interactions.drafting import (
    MANY,
    Draft,
    Wanted,
    available_items,
    available_monsters,
    drafted,
    players_characters,
    together,
)
from interactions.models import Interaction, Participant


def _seconds(column: str) -> serializers.IntegerField:
    """The same bounds as at the table; null: no clock."""
    return serializers.IntegerField(source=column, min_value=5, max_value=86_400, required=False, allow_null=True)


class SettingsSerializer(serializers.Serializer):
    resolutionMode = serializers.ChoiceField(["review", "auto", "hybrid"], source="resolution_mode", required=False)
    diagonals = serializers.ChoiceField(["five", "alternating"], required=False)
    autoBegin = serializers.BooleanField(source="auto_begin", required=False)
    chatEnabled = serializers.BooleanField(source="chat_enabled", required=False, help_text=CHAT)
    allowPrivateChat = serializers.BooleanField(source="allow_private_chat", required=False, help_text=PRIVATE_CHAT)
    missedTurns = serializers.ChoiceField(["auto", "dm", "off"], source="missed_turns", required=False)
    turnTimeLimit = _seconds("turn_time_limit")
    dmTurnTimeLimit = _seconds("dm_turn_time_limit")
    timeWarning = serializers.IntegerField(source="time_warning", min_value=0, max_value=3_600, required=False)
    moreTime = serializers.ChoiceField(["auto", "dm"], source="more_time", required=False)


class CellSerializer(Whole, serializers.Serializer):
    """The upper left cell, from 0 at the north-west."""

    x = serializers.IntegerField(min_value=0, max_value=99)
    y = serializers.IntegerField(min_value=0, max_value=99)


class ParticipantSerializer(Whole, serializers.Serializer):
    """One participant: `id` where she is in the draft already; without a name she has her creature's, several are counted;
    without a position she is put where there is room."""

    id = serializers.CharField(max_length=26, required=False)
    entityType = serializers.ChoiceField(["playerCharacter", "npc", "monster"])
    sourceId = serializers.CharField(max_length=26)
    name = serializers.CharField(max_length=120, required=False, allow_blank=True)
    hidden = serializers.BooleanField(required=False)
    hpDisplay = serializers.ChoiceField(Participant.HpDisplay.values, required=False)
    position = CellSerializer(required=False, allow_null=True)


class AwardSerializer(Whole, serializers.Serializer):
    playerCharacterId = serializers.CharField(max_length=26)
    xp = serializers.IntegerField(min_value=0, max_value=10_000_000)


LISTS: dict[type, str] = {PlayerCharacter: "characters", NPC: "npcs", Monster: "monsters"}


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
    xpAwards = AwardSerializer(many=True, required=False, max_length=MANY)


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
    """The body of a draft, and of a change to one. `participants` says all at once who takes part, each with name, place
    and what is shown of her; the lists of ids are the short way."""

    name = serializers.CharField(max_length=120)
    kind = serializers.ChoiceField(Interaction.Kind.choices, required=False)
    participants = ParticipantSerializer(many=True, required=False, max_length=MANY)
    relatedLocationId = serializers.CharField(max_length=26, required=False, allow_null=True)
    relatedQuestId = serializers.CharField(max_length=26, required=False, allow_null=True)

    def draft(self, campaign: Campaign, dm: Any) -> Draft:
        wish = self.validated_data
        return Draft(campaign=campaign, dm=dm, name=wish["name"], **place(wish, campaign), **common(wish, campaign))

    def changed(self, interaction: Interaction) -> Draft:
        """The draft as it is, with what the wish names in its stead."""
        wish, campaign = self.validated_data, interaction.campaign
        before: dict[str, Any] = {
            "name": interaction.name,
            "description": interaction.description,
            "kind": interaction.kind,
            "location": interaction.location,
            "quest": interaction.quest,
        }
        named = {field: wish[field] for field in ("name", "description", "kind") if field in wish}
        won = prizes(wish, campaign)
        return Draft(
            campaign=campaign,
            dm=interaction.dm,
            **{**before, **named, **place(wish, campaign)},
            settings={**interaction.settings, **wish.get("settings", {})},
            reward_items=won["reward_items"] if "rewardItemIds" in wish else list(interaction.reward_items.all()),
            xp_awards=won["xp_awards"] if "xpAwards" in wish else interaction.xp_awards,
            participants=_others(interaction, wish),
        )


def _others(interaction: Interaction, wish: dict[str, Any]) -> list[Wanted]:
    """Who takes part after the change: the kinds of which the wish says nothing stay."""
    before = drafted(interaction)
    if "participants" in wish:
        return everybody(wish["participants"], interaction.campaign, {one.id for one in before})
    who = participants(wish, interaction.campaign)
    kept: dict[str, list[Wanted]] = {"characters": [], "npcs": [], "monsters": []}
    for one in before:
        kept[LISTS[type(one.creature)]].append(one)
    renewed = {kind: [_wanted(one) for one in rows] for kind, rows in who.items()}
    return [one for rows in {**kept, **renewed}.values() for one in rows]


def _wanted(one: Any) -> Wanted:
    return one if isinstance(one, Wanted) else Wanted(one)


class NewDraftSerializer(DraftSerializer):
    """The same with the campaign to which it is to belong; for the documentation."""

    campaignId = serializers.CharField(max_length=26)


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
    return {
        "description": wish.get("description", ""),
        "kind": wish.get("kind", Interaction.Kind.COMBAT),
        "participants": _everybody(wish, campaign),
        "settings": dict(wish.get("settings", {})),
        **prizes(wish, campaign),
    }


def _everybody(wish: dict[str, Any], campaign: Campaign) -> list[Wanted]:
    """All that the wish names; the characters of the players come by themselves where it names none."""
    if "participants" in wish:
        return everybody(wish["participants"], campaign, set())
    who = participants(wish, campaign)
    characters = who.get("characters", players_characters(campaign))
    return together(characters, who.get("npcs", []), who.get("monsters", []))


def everybody(listed: list[dict[str, Any]], campaign: Campaign, known: set[str]) -> list[Wanted]:
    """A participant for each that is listed; `known` are the ids of those who are in the draft."""
    if strange := [one["id"] for one in listed if "id" in one and one["id"] not in known]:
        raise ValidationError(f"participants: there is no participant “{strange[0]}” in this draft.")
    available = {
        "playerCharacter": PlayerCharacter.objects.filter(campaign=campaign),
        "npc": NPC.objects.filter(campaign=campaign),
        "monster": available_monsters(campaign),
    }
    found = {
        kind: iter(_all(rows, [one["sourceId"] for one in listed if one["entityType"] == kind], "participants"))
        for kind, rows in available.items()
    }
    return [_listed(one, next(found[one["entityType"]])) for one in listed]


def _listed(one: dict[str, Any], creature: Any) -> Wanted:
    at = one.get("position")
    return Wanted(
        creature,
        hidden=one.get("hidden", False),
        name=one.get("name", ""),
        hp_display=one.get("hpDisplay", Participant.HpDisplay.WORD),
        at=(at["x"], at["y"]) if at else None,
        id=one.get("id", ""),
    )


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
