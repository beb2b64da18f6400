"""What players may not see is in nothing that Convex may show them: two worlds that differ only in that send the same bytes."""

from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from engine import commands as c
from engine.evolve import on_participant
from engine.requests import Position
from engine.state import Room
from interactions.convex import documents
from interactions.convex.lineage import Journal
from interactions.convex.snapshotting import Stood, snapshot
from interactions.models import Interaction
from tests.interactions.convex.reaching import Reaching, at_rest
from tests.interactions.table import Table, ends

SECRETS: dict[str, dict[str, Any]] = {
    "how it is": {"hp": 2, "temp_hp": 5, "conditions": ("prone",)},
    "who it is": {"name": "Gloom", "source_id": "another-row", "note": "Beware."},
    "where it is": {"position": Position(17, 12)},
}


def sent(room: Room, stream: str) -> tuple[str, Any]:
    """The view of a snapshot, and what a list tells, for one kind of viewer."""
    whole = snapshot(Stood(room, (Journal("one", 9),), 1, "pause")).operations[-1].args
    assert isinstance(whole, dict)
    interaction = Interaction.objects.get(pk=room.id)
    return whole["views"][stream], documents.played(interaction, room, (Journal("one", 9),), 1, {})["shown"][stream]


@pytest.mark.parametrize("secret", SECRETS)
def test_worlds_that_differ_in_somebody_hidden_send_players_the_same_bytes(live: Table, secret: str):
    room = live.room.state
    assert room.table.participants["lurker"].hidden
    other = on_participant(room, "lurker", **SECRETS[secret])
    for stream in ("party", "table"):
        assert msgspec.json.encode(sent(room, stream)) == msgspec.json.encode(sent(other, stream))
    assert sent(room, "dm") != sent(other, "dm")


def test_how_much_a_monster_has_left_is_a_word(live: Table):
    room = live.room.state
    other = on_participant(room, "wolf", hp=10, xp=99)
    for stream in ("party", "table"):
        shown = [msgspec.json.decode(sent(one, stream)[0])["participants"]["wolf"] for one in (room, other)]
        assert all("hp" not in one for one in shown)
    hurt = on_participant(room, "wolf", hp=9)
    assert sent(other, "party") == sent(hurt, "party")


def test_whose_turn_it_is_while_the_hidden_act_nobody_learns(live: Table):
    live.ask("aria", ends("aria"))
    live.ask("bram", ends("bram"))
    room = live.room.state
    assert room.active and room.active.id == "lurker"
    assert sent(room, "party")[1]["currentTurn"] == "the DM"
    timed = replace(room, table=replace(room.table, turn=replace(room.table.turn, time_limit=9, running_since=5)))
    assert documents.clock(timed)["timeoutAudience"] == "dm"


def test_of_what_arrives_nothing_that_players_are_shown_names_the_hidden(reaching: Reaching, live: Table):
    live.ask("aria", ends("aria"))
    live.ask("bram", ends("bram"))
    live.ask("mira", c.Override(entity_id="lurker", changes=c.OverrideChanges(hp=3), reason="It bleeds."))
    live.ask("mira", c.SkipTurn(reason="It lurks."))
    live.ask("mira", c.PauseInteraction())
    at_rest()
    reaching.sends()
    views = [row["view"] for row in reaching.convex.rows("interactionViews") if row["stream"] != "dm"]
    logs = [
        row.get(name, "") for row in reaching.convex.rows("liveInteractionLogs") for name in ("partyData", "tableData")
    ]
    turns = [row for row in reaching.convex.rows("turnRecords") if row["forPlayers"] or row["forSpectators"]]
    shown = reaching.interaction(live.id)["shown"]
    everything = repr([views, logs, turns, shown["party"], shown["table"]])
    assert "lurker" not in everything.lower()
    assert "It lurks" not in everything and "It bleeds" not in everything
    assert {row["entityId"] for row in turns} == {"aria", "bram", "wolf"}
