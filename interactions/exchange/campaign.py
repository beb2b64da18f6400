"""A campaign's document with its drafts: what content exports and imports, and on top of it who was to take part in what."""

from collections.abc import Callable, Set
from typing import Annotated, Any

import msgspec
from django.core.exceptions import ValidationError
from django.db import transaction
from msgspec.structs import asdict

from campaigns.exchange import document as content
from campaigns.exchange.reading import Reading, check_rows, sentence
from campaigns.exchange.shapes import Id
from campaigns.exchange.storing import Hung, pictures, store
from campaigns.exchange.writing import exported
from campaigns.models import NPC, Campaign, Item, Location, Monster, PlayerCharacter, Quest
from engine.asking import Refused
from engine.commands import UpdateTurnSettings
from engine.state import HpDisplay, Kind
from interactions import drafting
from interactions.drafting import Draft, Wanted
from interactions.models import Interaction, LiveStatus, Participant
from interactions.models.checks import LIMITS
from interactions.placing import fitting

_Text = Annotated[str, msgspec.Meta(max_length=10_000, pattern=r"^[^\x00]*$")]
_Name = Annotated[str, msgspec.Meta(max_length=120, pattern=r"^[^\x00]*$")]
_Cell = Annotated[int, msgspec.Meta(ge=0, le=99)]
_Xp = Annotated[int, msgspec.Meta(ge=0, le=10_000_000)]
_SETTINGS = frozenset(UpdateTurnSettings.__struct_fields__)
_KINDS: dict[str, Any] = {"character": PlayerCharacter, "npc": NPC, "monster": Monster}


class ParticipantRow(msgspec.Struct, rename="camel", kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Exactly one of `character`, `npc` and `monster` is a reference; `x` and `y` are both there or both not."""

    character: Id | None = None
    npc: Id | None = None
    monster: Id | None = None
    name: _Name = ""
    x: _Cell | None = None
    y: _Cell | None = None
    hidden: bool = False
    hp_display: HpDisplay = "word"


class DraftRow(msgspec.Struct, rename="camel", kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """An interaction that has not gone live; `xp_awards` by character."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=120, pattern=r"^[^\x00]*$")]
    description: _Text = ""
    kind: Kind = "combat"
    location: Id | None = None
    quest: Id | None = None
    settings: UpdateTurnSettings = UpdateTurnSettings()
    reward_items: Annotated[list[Id], msgspec.Meta(max_length=1_000)] = []
    xp_awards: dict[Id, _Xp] = {}
    participants: Annotated[list[ParticipantRow], msgspec.Meta(max_length=drafting.MANY)] = []


class CampaignDocument(content.Document, kw_only=True):
    """Content, and the drafts."""

    interactions: Annotated[list[DraftRow], msgspec.Meta(max_length=500)] = []


def export_campaign(campaign: Campaign) -> bytes:
    """The document as JSON, indented: people look into such files. Raises `Refused("conflict")` for a campaign that would not
    come in again."""
    drafts = list(
        Interaction.objects.filter(campaign=campaign, live_status=LiveStatus.IDLE)
        .order_by("created_at", "pk")
        .prefetch_related("participants", "reward_items")
    )
    items = {item.pk for draft in drafts for item in draft.reward_items.all()}
    monsters = {one.monster_id for draft in drafts for one in draft.participants.all() if one.monster_id}
    fields = exported(campaign, items, monsters)
    characters = {row.id for row in fields["characters"]}
    document = CampaignDocument(**fields, interactions=[_draft(draft, characters) for draft in drafts])
    written = msgspec.json.format(msgspec.json.encode(document), indent=1)
    try:
        check_rows(content.read(written, CampaignDocument))
    except Refused as refused:
        raise Refused(
            "conflict", f"What goes out should come in again, and this would not. {refused.message}"
        ) from None
    return written


def _draft(draft: Interaction, characters: Set[str]) -> DraftRow:
    return DraftRow(
        name=draft.name,
        description=draft.description,
        kind=draft.kind,  # type: ignore[arg-type]  # a column with choices
        location=draft.location_id,
        quest=draft.quest_id,
        settings=UpdateTurnSettings(**_settings(draft.settings)),
        reward_items=[item.pk for item in draft.reward_items.all()],
        xp_awards={id: xp for id, xp in draft.xp_awards.items() if id in characters},
        participants=[_participant(one) for one in draft.participants.all()],
    )


def _settings(chosen: dict[str, Any]) -> dict[str, Any]:
    """Those that the table knows; no clock is written as null."""
    return {name: chosen[name] or None if name in LIMITS else chosen[name] for name in chosen.keys() & _SETTINGS}


def _participant(one: Participant) -> ParticipantRow:
    return ParticipantRow(
        character=one.character_id,
        npc=one.npc_id,
        monster=one.monster_id,
        name=one.name,
        x=one.x,
        y=one.y,
        hidden=one.hidden,
        hp_display=one.hp_display,  # type: ignore[arg-type]  # a column with choices
    )


def import_campaign(sent: bytes, owner: Any) -> Campaign:
    """A new campaign of `owner`'s, with everything that is in the document. Raises `Refused` ("malformed", "too_large")
    with one sentence, having changed nothing."""
    return checked(sent, owner)()


def checked(sent: bytes, owner: Any) -> Callable[[], Campaign]:
    """Everything that takes its time, before a transaction begins: what is left to do is to store it. Raises `Refused`."""
    document = content.read(sent, CampaignDocument)
    reading = Reading(document)
    wishes = [
        _wish(reading, row, f"interactions[{n}] “{row.name[:60]}”", owner)
        for n, row in enumerate(document.interactions)
    ]
    made = pictures(reading)

    def keep() -> Campaign:
        with Hung(made), transaction.atomic():
            campaign = store(reading, owner)
            for place, wish in enumerate(wishes):
                _keep(wish, place)
        return campaign

    return keep


def _keep(wish: Draft, place: int) -> None:
    try:
        drafting.write(wish)
    except ValidationError as wrong:
        raise Refused("malformed", f"interactions[{place}] “{wish.name[:60]}”: {sentence(wrong)}") from wrong


def _wish(reading: Reading, row: DraftRow, whose: str, dm: Any) -> Draft:
    """Every reference found, before anything is stored."""
    location = reading.refer(Location, row.location, whose) if row.location else None
    wanted = [_wanted(reading, one, f"{whose}, participant {n}") for n, one in enumerate(row.participants)]
    return Draft(
        campaign=reading.campaign,
        dm=dm,
        name=row.name,
        description=row.description,
        kind=row.kind,
        location=location,
        quest=reading.refer(Quest, row.quest, whose) if row.quest else None,
        participants=fitting(location, wanted),
        settings={name: value for name, value in asdict(row.settings).items() if value is not msgspec.UNSET},
        reward_items=[reading.refer(Item, id, whose) for id in row.reward_items],
        xp_awards={reading.refer(PlayerCharacter, id, whose).pk: xp for id, xp in row.xp_awards.items()},
    )


def _wanted(reading: Reading, row: ParticipantRow, whose: str) -> Wanted:
    named = [(kind, id) for kind in _KINDS if (id := getattr(row, kind)) is not None]
    if len(named) != 1:
        raise Refused("malformed", f"{whose} must be one character, one NPC or one monster.")
    if (row.x is None) != (row.y is None):
        raise Refused("malformed", f"{whose} has half a position.")
    [(kind, id)] = named
    at = (row.x, row.y) if row.x is not None and row.y is not None else None
    return Wanted(reading.refer(_KINDS[kind], id, whose), row.hidden, row.name, row.hp_display, at)
