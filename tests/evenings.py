"""An evening at the engine's table, journalled: rows as the followers read them, of an interaction that is in the database."""

from typing import Any

import msgspec
from django.contrib.auth import get_user_model
from django.db import connection, transaction

from campaigns.models import Campaign, InventoryEntry, Item, Location, Map, PlayerCharacter
from campaigns.roles import found_campaign
from engine.commands import Command
from engine.events import Event, Genesis
from engine.evolve import fold
from engine.state import Room
from interactions.followers import Row
from interactions.models import Interaction, JournalEntry
from tests.engine.table import NOON, Person, goblin, hero, prepared


def prepare(**more: Any) -> tuple[Interaction, Room]:
    """Aria's and Bram's characters, as rows and as a room, against a goblin and somebody who lurks."""
    dm, _ = get_user_model().objects.get_or_create(username="mira")
    campaign = found_campaign("Salt and Ash", dm)
    meadow = Map.objects.create(campaign=campaign, name="Meadow", width=12, height=10)
    location = Location.objects.create(campaign=campaign, map=meadow, name="The meadow")
    interaction = Interaction.objects.create(
        id="fight", campaign=campaign, name="A fight", dm=dm, location=location, live_status="live"
    )
    characters = [_character(campaign, name) for name in ("Aria", "Bram")]
    heroes = [hero(c.name.lower(), 1, 1 + 2 * i, source_id=c.pk, xp=c.xp) for i, c in enumerate(characters)]
    foes = [goblin("goblin", 5, 1), goblin("lurker", 9, 9, hidden=True)]
    return interaction, prepared(*heroes, *foes, **more)


def _character(campaign: Campaign, name: str) -> PlayerCharacter:
    character = PlayerCharacter.objects.create(
        id=f"{name.lower()}-row", campaign=campaign, name=name, hit_points=20, xp=100
    )
    potion, _ = Item.objects.get_or_create(
        id="potion-of-healing", campaign=campaign, name="Potion of Healing", kind="potion"
    )
    InventoryEntry.objects.create(
        id="potion" if name == "Aria" else f"potion-of-{name}", item=potion, player_character=character
    )
    return character


class Evening:
    """What was asked, one row a command; `rows` are the journal, `room` is the table after it."""

    def __init__(self, interaction: Interaction, room: Room) -> None:
        self.interaction, self.room = interaction, room
        self.rows: list[Row] = []

    def says(self, person: Person, command: Command, *faces: int) -> Row:
        """Journal the command; the dice fall as `faces`. Each row comes a second after the one before."""
        return self._keeps(person.user_id, person.does(self.room, command, *faces))

    def begins(self, genesis: Genesis) -> Row:
        """The journal begins with a stored state."""
        return self._keeps("", [genesis])

    def _keeps(self, user_id: str, events: list[Event]) -> Row:
        seq = len(self.rows) + 1
        row = Row(self.interaction.pk, seq, NOON + 1000 * seq, user_id, f"command-{seq}", events)
        self.rows.append(row)
        self.room = fold(self.room, events)
        JournalEntry.objects.create(
            interaction=self.interaction,
            seq=seq,
            epoch=1,
            person=row.person,
            command_id=row.command_id,
            content_hash=b"",
            at=row.at,
            v=1,
            events=msgspec.msgpack.encode(events),
            result=b"",
        )
        return row

    def read_by(self, follower: Any, *, at_once: int = 1000) -> None:
        """`follower` reads the whole journal in batches, as the runner does."""
        for start in range(0, len(self.rows), at_once):
            read(follower, self.rows[start : start + at_once])


def read(follower: Any, rows: list[Row]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        follower.project(cursor, rows)
