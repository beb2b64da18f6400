"""Random evenings of all commands: Convex holds what the tables hold of them, and from Convex alone the room is rebuilt."""

from pathlib import Path
from random import Random
from typing import Any

import pytest
from msgspec.structs import replace

from engine import commands as c
from engine.asking import Refused
from interactions import lookups, rooms
from interactions.convex import collecting, fetching, genesis
from interactions.convex.genesis import local_lineage
from interactions.letters import Person
from interactions.models import Interaction
from interactions.storage import view_room
from interactions.verification import verify
from tests.interactions.convex.reaching import Reaching, at_rest
from tests.interactions.convex.test_collecting import same_as_the_tables
from tests.interactions.table import Table
from tests.laws.cave import cave
from tests.laws.evenings import Evening

STEPS = 200


@pytest.fixture
def in_the_cave(
    reaching: Reaching, table: Table, monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path
) -> Table:
    """The laws' cave, live in a real room."""
    settings.DICE_SEED, settings.JOURNAL_COPIES = "the cave of the laws", tmp_path
    room = table.room
    there = cave()
    seated = {
        id: replace(p, owner=p.owner and str(table.people[p.owner].pk)) for id, p in there.table.participants.items()
    }
    room.state = replace(
        there,
        id=table.id,
        campaign_id=room.state.campaign_id,
        table=replace(there.table, participants=seated),
    )
    monkeypatch.setattr(lookups, "room_of", lambda draft, seed_hash: room.state)
    table.ask("mira", c.StartInteraction())
    return table


def plays(table: Table, evening: Evening, steps: int) -> None:
    evening.turns = table.room.turns
    for _ in range(steps):
        person, command = evening.asking(table.room.state)
        try:
            who = str(table.people[person.user_id].pk) if person.user_id else ""
            rooms.ask(table.id, Person(who, person.role, person.user_id), command, table.new_id())
        except Refused as refused:
            assert refused.code != "internal"


@pytest.mark.parametrize("seed", range(4))
def test_convex_holds_what_the_tables_hold_and_the_room_comes_back_from_it(
    reaching: Reaching, in_the_cave: Table, monkeypatch: pytest.MonkeyPatch, seed: int
):
    table, evening, chance = in_the_cave, Evening(seed), Random(seed)
    for _ in range(4):
        monkeypatch.setattr(collecting, "PORTION", chance.randrange(1, 40))
        plays(table, evening, STEPS // 4)
        reaching.sends()
        if chance.random() < 0.5:
            at_rest()
    at_rest()
    reaching.sends()
    same_as_the_tables(reaching, table)
    whole = view_room(table.id)
    with fetching.connected() as convex:
        stored = fetching.stored(convex, table.id)
        assert stored is not None
        assert stored.room == whole
        happened = fetching.happened(convex, table.id, stored.lineage)
    interaction = Interaction.objects.get()
    if whole.lasting.outcome:
        return  # what the characters were given is not taken back for the sake of a test
    genesis.begin(table.id, stored, happened, local_lineage(interaction))
    assert view_room(table.id).table == whole.table
    assert verify(Interaction.objects.get()).differences == []
    plays(table, evening, STEPS // 4)
    at_rest()
    assert verify(Interaction.objects.get()).differences == []
    reaching.sends()
    same_as_the_tables(reaching, table)
