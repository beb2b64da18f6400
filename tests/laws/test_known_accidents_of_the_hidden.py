"""Somebody hidden betrayed by what others do with her: in none of the ways in which one can read an interaction."""

import json
from collections.abc import Iterator

import pytest

from engine import commands as c
from interactions import rooms
from interactions.lately import KEPT
from interactions.models import Snapshot
from tests.interactions.clocks import FakeClock
from tests.interactions.convex.conftest import reaching as reaching
from tests.interactions.convex.reaching import Reaching
from tests.interactions.table import Table, bites, ends, pages
from tests.laws.reading import answers, as_member, fetched, questions, targets
from tests.people import gathered, laid_table


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def table(transactional_db: None, clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Table]:
    """Aria is up; then Bram, the lurker, whom players do not see, and the wolf, whom they do."""
    monkeypatch.setattr(rooms, "EVERY", 3600)
    people = gathered()
    table = Table(laid_table(people, allow_private_chat=True), people)
    table.directory.clock = clock
    yield table.starts()
    rooms.stop_from_thread()


def test_somebody_hidden_named_by_what_others_do_with_her(table: Table):
    """The wolf, whom all see, has to do with the lurker, and a player's deed has consequences for her."""
    seats = {name: table.seat(name) for name in ("aria", "bram", "sven")}
    about_the_hidden(table)
    for name, seat in seats.items():
        assert [f for f in seat.heard if "lurker" in str(f).lower()] == [], name
        assert "lurker" not in str(table.seat(name).heard).lower(), name
        assert [path for path, told in fetched(table, name).items() if "lurker" in told.lower()] == [], name
    named = {path for path, told in fetched(table, "mira").items() if "lurker" in told.lower()}
    api = f"/api/interactions/{table.id}/"
    assert {api + page for page in ("", "actions/", "turns/", "logs/", "state/", "recap/", "export/")} <= named


def test_the_same_when_she_has_shown_herself_and_hidden_again(table: Table):
    """What was done with her before is not told afterwards either; what all saw stays told."""
    about_the_hidden(table)
    before = targets(table, "aria")
    assert before == [["aria"]] and ["lurker", "aria"] in targets(table, "mira")
    table.ask("mira", c.Override(entity_id="lurker", changes=c.OverrideChanges(hidden=False)))
    assert targets(table, "aria") == targets(table, "sven") == before
    waiting = pages(table.seat("aria"))["party"]["reviewQueue"].values()
    assert [action.get("targets") for action in waiting] == [["aria"]]
    waits = next(iter(table.room.state.table.review))
    table.ask("mira", c.ResolveAction(action_id=waits, outcome="denied"))
    growls(table, "lurker")
    table.ask("mira", c.Override(entity_id="lurker", changes=c.OverrideChanges(hidden=True)))
    assert targets(table, "aria") == targets(table, "sven") == [*before, ["lurker"]]


def test_what_becomes_of_somebody_who_hides_in_the_middle_of_her_turn(table: Table):
    """All saw how the turn began; how it ended, and what was won by it, is for DMs."""
    growls(table, "aria", waits=True)
    turn, waits = table.room.state.table.turn.id, next(iter(table.room.state.table.review))
    assert '"PENDING"' in fetched(table, "aria")[f"/api/interactions/{table.id}/actions/"]
    table.ask("mira", c.Override(entity_id="wolf", changes=c.OverrideChanges(hidden=True)))
    table.ask("mira", c.ResolveAction(action_id=waits, outcome="approved", awarded_xp=4711))
    table.ask("mira", c.SkipTurn(reason="Into the xyzzy bushes."))
    for name in ("aria", "sven"):
        told = fetched(table, name)
        assert [path for path, text in told.items() if "xyzzy" in text or "4711" in text] == [], name
        for page, id in (("actions", waits), ("turns", turn)):
            assert id not in told[f"/api/interactions/{table.id}/{page}/"]
    dms = fetched(table, "mira")
    assert "xyzzy" in dms[f"/api/interactions/{table.id}/turns/"]
    assert "4711" in dms[f"/api/interactions/{table.id}/actions/"]


def test_the_same_in_convex(reaching: Reaching, table: Table):
    about_the_hidden(table)
    rooms.stop_from_thread()
    reaching.sends()
    for name in ("aria", "sven"):
        person = as_member(reaching.convex, table, name)
        told = {question: person.query(question, asked) for question, asked in questions(table)}
        assert told["liveSystem:getPlayerActions"]["page"] and told["liveSystem:getTurnRecords"]["page"]
        assert [question for question, answer in told.items() if "lurker" in str(answer).lower()] == [], name
    dm = as_member(reaching.convex, table, "mira")
    named = [question for question, asked in questions(table) if "lurker" in str(dm.query(question, asked))]
    assert {"liveSystem:getPlayerActions", "liveSystem:getTurnRecords", "liveSystem:loadStateSnapshot"} <= set(named)


def test_hidden_activity_in_numbers_and_times(table: Table, clock: FakeClock):
    """What others than DMs can read over REST is the same to the byte, whatever the hidden did and when they did it."""
    heard = {name: api_of(table, name) for name in ("aria", "sven")}
    while_nobody_looks(table, clock)
    for name, before in heard.items():
        after = api_of(table, name)
        assert [path for path in before if before[path] != after[path]] == [], name
    assert api_of(table, "mira")["/api/live/"] != heard["aria"]["/api/live/"]
    table.ask("aria", c.SendChat(content="Hm."))
    live, detail = (api_of(table, "sven")[path] for path in ("/api/live/", f"/api/interactions/{table.id}/"))
    assert str(table.rows()[-1].at) in live and str(table.rows()[-1].at) in detail, "what all heard moves it"


def test_hidden_activity_in_how_little_a_newcomer_is_told(table: Table, clock: FakeClock):
    """Whoever comes in hears the newest of chat, log and turns: as much as before, however much was hidden since."""
    table.ask("mira", c.SendChat(content="Only for you.", type="private", recipients=[table.person("aria").id]))
    before = {name: recents(table, name) for name in ("aria", "sven")}
    assert "Only for you." in str(before["aria"]["chat"]) and before["sven"]["log"]
    logs = {name: log_of(table, name) for name in before}
    for hp in range(KEPT + 20):
        table.ask("mira", c.Override(entity_id="lurker", changes=c.OverrideChanges(hp=hp % 9 + 1)))
    while_nobody_looks(table, clock)
    assert {name: recents(table, name) for name in before} == before
    assert {name: log_of(table, name) for name in before} == logs
    table.opens_anew()
    assert {name: recents(table, name) for name in before} == before


def recents(table: Table, name: str) -> dict[str, list[object]]:
    seat = table.seat(name)
    found: dict[str, list[object]] = seat.last("snapshot")["recent"]
    seat.leaves()
    return found


def log_of(table: Table, name: str) -> object:
    return json.loads(fetched(table, name)[f"/api/interactions/{table.id}/"])["interactionLog"]


def test_hidden_activity_in_the_numbers_and_times_of_convex(reaching: Reaching, table: Table, clock: FakeClock):
    reaching.sends()
    people = {name: as_member(reaching.convex, table, name) for name in ("mira", "aria", "sven")}
    heard = {name: answers(people[name], table) for name in people}
    while_nobody_looks(table, clock)
    reaching.sends()
    for name in ("aria", "sven"):
        after = answers(people[name], table)
        assert [question for question, answer in after.items() if answer != heard[name][question]] == [], name
        assert "snapshotTimestamp" not in str(after) and "at" not in after["liveSystem:loadStateSnapshot"]
    assert answers(people["mira"], table) != heard["mira"]


def api_of(table: Table, name: str) -> dict[str, str]:
    return {path: text for path, text in fetched(table, name).items() if path.startswith("/api/")}


def while_nobody_looks(table: Table, clock: FakeClock) -> None:
    """The lurker is hurt, wins something and falls; the DM and Bram whisper; snapshots are stored, and time passes."""

    def passes() -> None:
        table.on_loop(lambda: clock.advance(7))
        table.on_loop(table.directory.snapshots.write).result(10)

    for hp in (9, 3, 0):
        passes()
        table.ask("mira", c.Override(entity_id="lurker", changes=c.OverrideChanges(hp=hp)))
    table.ask("mira", c.GrantReward(entity_id="lurker", xp=5))
    table.ask("mira", c.SendChat(content="Psst.", type="private", recipients=[table.person("bram").id]))
    passes()
    assert Snapshot.objects.get().reason.startswith("defeated")


def about_the_hidden(table: Table) -> None:
    """Aria is answered with damage to the lurker; the wolf growls at it, bites it, and wants something of it and of Aria."""
    table.ask("mira", c.Override(entity_id="lurker", changes=c.OverrideChanges(temp_hp=99, position=c.Cell(4, 0))))
    table.ask("aria", c.TakeTurn(entity_id="aria", action=c.ActionRequest(type="custom", description="I listen.")))
    changes = c.Changes(damage={"lurker": 2}, targets=["lurker"])
    waits = next(iter(table.room.state.table.review))
    table.ask("mira", c.ResolveAction(action_id=waits, outcome="approved", changes=changes, notes="Something stirs."))
    growls(table, "lurker")
    round_to_the_wolf(table)
    table.ask("mira", bites("wolf", "lurker"))
    table.ask("mira", c.QueueTurn(entity_id="wolf", actions=[bites("wolf", "lurker").action, ends("wolf").action]))
    round_to_the_wolf(table)
    growls(table, "lurker", "aria", waits=True)


def round_to_the_wolf(table: Table) -> None:
    if table.room.state.active.id == "wolf":
        table.ask("mira", ends("wolf"))
    while (active := table.room.state.active).id != "wolf":
        table.ask(active.id if active.owner else "mira", ends(active.id))


def growls(table: Table, *at: str, waits: bool = False) -> None:
    """In the wolf's next turn."""
    round_to_the_wolf(table)
    growl = c.ActionRequest(type="custom", description="It growls.", targets=list(at), ask_dm=waits)
    table.ask("mira", c.TakeTurn(entity_id="wolf", action=growl))
