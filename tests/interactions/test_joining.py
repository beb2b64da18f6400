"""Somebody of the campaign joins a room that is live."""

from engine import commands as c
from tests.interactions.table import Table


def joined(table: Table, known: set[str]) -> list[object]:
    return [p for key, p in table.room.state.table.participants.items() if key not in known]


def test_a_monster_joins_with_its_sheet_and_a_name_of_its_own(live: Table):
    mira, known = live.seat("mira"), set(live.room.state.table.participants)
    order = live.room.state.table.order
    answer = mira.asks(c.AddParticipant(kind="monster", source_id="wolf-row", initiative=25))
    assert answer["type"] == "ack"
    (wolf,) = joined(live, known)
    assert (wolf.name, wolf.side, wolf.hp, list(wolf.sheet.attacks)) == ("Wolf 2", "foe", 11, ["bite"])
    assert live.room.state.table.order == (wolf.id, *order)
    assert live.room.state.table.turn.entity_id == "aria"
    state = live.room.state
    assert live.opens_anew().state == state


def test_a_hidden_one_neither_counts_nor_is_counted(live: Table):
    known, aria = set(live.room.state.table.participants), live.seat("aria")
    heard = len(aria.heard)
    live.ask("mira", c.AddParticipant(kind="monster", source_id="lurker-row", hidden=True))
    live.ask("mira", c.AddParticipant(kind="monster", source_id="wolf-row", hidden=True))
    first, second = joined(live, known)
    assert (first.name, second.name.startswith("Wolf (")) == ("Lurker", True)
    assert aria.heard[heard:] == []


def test_what_the_campaign_has_not_cannot_join_and_nobody_else_can_ask(live: Table):
    mira, aria = live.seat("mira"), live.seat("aria")
    before = live.room.state
    assert mira.asks(c.AddParticipant(kind="npc", source_id="wolf-row"))["code"] == "unknown_target"
    assert mira.asks(c.AddParticipant(kind="monster", source_id=None))["code"] == "unknown_target"
    assert mira.asks(c.AddParticipant(kind="character", source_id="aria-pc"))["code"] == "conflict"
    assert aria.asks(c.AddParticipant(kind="monster", source_id="wolf-row"))["code"] == "forbidden"
    assert live.room.state is before


def test_the_same_wish_again_brings_nobody_else(live: Table):
    wish = c.AddParticipant(kind="monster", source_id="wolf-row")
    live.ask("mira", wish, "join")
    count = len(live.room.state.table.participants)
    assert live.ask("mira", wish, "join") == {"duplicate": True}
    assert live.refusal("mira", c.AddParticipant(kind="monster", source_id="lurker-row"), "join") == "conflict"
    assert len(live.room.state.table.participants) == count
