"""A DM looks through the eyes of a player or a spectator: she sees what they see, and nothing that is said to them alone."""

import msgspec
import pytest
from django.test import Client
from django.urls import reverse

from engine import commands as c
from engine.asking import Refused
from tests.interactions.table import At, Table, ends, moves, pages


def looks(table: Table, name: str, at: str, **since: object) -> At:
    """A window of `name` that views as `at`."""
    window = At(table, name)
    room, eyes = table.room, table.person(at).id
    table.on_loop(lambda: room.seating.enter(window.seat))
    table.on_loop(lambda: room.seating.join(window.seat, window.person, since, eyes))
    return window


@pytest.mark.parametrize("name", ["aria", "sven"])
def test_she_sees_what_they_see_from_the_first_frame_on(live: Table, name: str):
    theirs, hers = live.seat(name), looks(live, "mira", name)
    assert hers.heard[0]["you"] == theirs.heard[0]["you"]
    live.ask("aria", moves("aria", (2, 0)))
    live.ask("mira", c.Override(entity_id="lurker", changes=c.OverrideChanges(hp=3)))
    live.ask("aria", ends("aria"))
    live.ask("mira", c.Override(entity_id="lurker", changes=c.OverrideChanges(hidden=False)))
    seen, shown = pages(theirs), pages(hers)
    for documents in (seen, shown):
        shared = next(iter(set(documents) - {"own"}))
        documents[shared].pop("presence")
    assert shown == seen
    assert hers.messages()[-1] == theirs.messages()[-1]


def test_what_is_said_to_a_player_alone_she_does_not_read(live: Table):
    live.ask("mira", c.UpdateTurnSettings(allow_private_chat=True))
    whisper = c.SendChat(content="xyzzy", type="private", recipients=[live.person("aria").id])
    hers = looks(live, "mira", "aria")
    live.ask("bram", whisper)
    later = looks(live, "mira", "aria")
    again = looks(live, "mira", "aria", room=live.room.life, party=hers.heard[0]["at"]["party"], own=0)
    live.ask("aria", ends("aria"))
    for window in (hers, later, again):
        assert window.numbers("own"), "her menu is gone"
        assert b"xyzzy" not in msgspec.json.encode(window.heard)


def test_who_was_cut_off_while_looking_gets_what_she_missed(live: Table):
    first = looks(live, "mira", "aria")
    at = first.heard[0]["at"]
    first.leaves()
    live.ask("aria", ends("aria"))
    again = looks(live, "mira", "aria", room=live.room.life, **at)
    assert {frame["type"] for frame in again.heard} == {"update"}
    assert again.numbers("own") == [at["own"] + 1]


def test_she_turns_from_one_to_the_other_and_back_to_herself(live: Table):
    hers = looks(live, "mira", "aria")
    room, bram = live.room, live.person("bram").id
    live.on_loop(lambda: room.seating.join(hers.seat, hers.person, {}, bram))
    assert hers.heard[-1]["you"]["userId"] == bram
    live.on_loop(lambda: room.seating.join(hers.seat, hers.person, {}))
    assert set(hers.heard[-1]["state"]) == {"dm", "own"}
    assert live.room.seating.roles_here == {"dm"}
    hers.leaves()
    assert live.room.fanout.seats == []


@pytest.mark.parametrize(
    "name, at, code",
    [("aria", "bram", "forbidden"), ("sven", "aria", "forbidden"), ("mira", "otto", "unknown_target")],
)
def test_only_a_dm_looks_and_only_through_players_and_spectators(live: Table, name: str, at: str, code: str):
    window = At(live, name)
    eyes = str(live.people[at].pk)
    with pytest.raises(Refused) as refused:
        live.on_loop(lambda: live_join(live, window, eyes))
    assert refused.value.code == code
    assert window.heard == [] and live.room.fanout.seats == []


def live_join(table: Table, window: At, eyes: str) -> None:
    room = table.directory._open[table.id]
    room.seating.enter(window.seat)
    room.seating.join(window.seat, window.person, {}, eyes)


def test_the_page_is_that_of_whom_she_looks_through(live: Table):
    page, aria = reverse("live", args=[live.id]), str(live.people["aria"].pk)
    clients = {name: Client() for name in ("mira", "bram")}
    for name, client in clients.items():
        client.force_login(live.people[name])
    config = clients["mira"].get(page, {"as": aria}).context["live_config"]
    assert (config["role"], config["userId"], config["viewAs"]) == ("player", aria, aria)
    assert "viewAs" not in clients["mira"].get(page).context["live_config"]
    for name, eyes in (("bram", aria), ("mira", str(live.people["mira"].pk)), ("mira", "nobody"), ("mira", "999999")):
        assert clients[name].get(page, {"as": eyes}).status_code == 404
