"""Talk, and what of the table each class of viewer is shown while the room is played."""

import msgspec
from django.test import Client

from engine import commands as c
from tests.interactions.table import At, Table, ends, moves, pages

HELLO = c.SendChat(content="Hello.")


def test_party_talk_reaches_everybody_and_names_who_spoke(live: Table):
    everybody = [live.seat(name) for name in ("mira", "aria", "bram", "sven")]
    live.ask("aria", c.SendChat(content="For the mill!", entity_id="aria"))
    for at in everybody:
        frame = at.heard[-1]
        message = frame["messages"][0]["message"]
        assert (message["content"], message["name"], message["entityId"]) == ("For the mill!", "Aria", "aria")
        assert (message["type"], message["userId"]) == ("party", live.person("aria").id)
        assert message["timestamp"] == frame["serverTime"]
    assert live.refusal("sven", HELLO) == "forbidden"


def test_talk_is_off_where_the_dm_turned_it_off(live: Table):
    live.ask("mira", c.UpdateTurnSettings(chat_enabled=False))
    assert live.refusal("aria", HELLO) == "chat_disabled"
    assert live.ask("mira", HELLO) == {}


def test_what_somebody_hidden_does_makes_no_frame_for_others(live: Table):
    live.ask("aria", ends("aria"))
    live.ask("bram", ends("bram"))
    mira, *others = [live.seat(name) for name in ("mira", "aria", "bram", "sven")]
    assert others[0].last("snapshot")["state"]["party"]["currentTurn"]["byDm"] is True
    before = [len(at.heard) for at in others]
    mira.asks(moves("lurker", (4, 9), (5, 9)))
    live.ask("mira", c.Override(entity_id="lurker", changes=c.OverrideChanges(hp=3, name="The Butcher")))
    assert [len(at.heard) for at in others] == before
    assert {"MOVED", "OVERRIDDEN"} <= {message.get("event") for message in mira.messages()}


def test_a_turn_of_somebody_hidden_is_the_dms(live: Table):
    live.ask("aria", ends("aria"))
    aria, sven = live.seat("aria"), live.seat("sven")
    live.ask("bram", ends("bram"))
    live.ask("mira", c.SkipTurn(reason="The lurker sharpens its knife."))
    for at in (aria, sven):
        turns = [message for message in at.messages() if message["type"] == "turnUpdate"]
        named = [(turn["event"], turn.get("entityId")) for turn in turns]
        assert named == [
            ("TURN_COMPLETED", "bram"),
            ("TURN_STARTED", None),
            ("TURN_SKIPPED", None),
            ("TURN_STARTED", "wolf"),
        ]
    heard = msgspec.json.encode([aria.heard, sven.heard]).lower()
    assert b"lurker" not in heard and b"knife" not in heard


def test_who_is_revealed_appears_and_who_is_concealed_is_gone(live: Table):
    aria = live.seat("aria")
    live.ask("mira", c.Override(entity_id="lurker", changes=c.OverrideChanges(hidden=False)))
    assert pages(aria)["party"]["participants"]["lurker"]["hpWord"] == "unhurt"
    assert aria.messages()[-1] == {"type": "logEvent", "event": "PARTICIPANT_REVEALED", "entityId": "lurker"}
    live.ask("mira", c.Override(entity_id="lurker", changes=c.OverrideChanges(hidden=True)))
    assert "lurker" not in pages(aria)["party"]["participants"]


def test_a_full_sheet_is_its_players_alone(live: Table):
    aria, bram, sven = live.seat("aria"), live.seat("bram"), live.seat("sven")
    live.ask(
        "aria",
        c.TakeTurn(entity_id="aria", action=c.ActionRequest(type="useItem", item_id="aria-flask", target="aria")),
    )
    assert bram.numbers("own") == [] and sven.numbers("own") == []
    assert pages(aria)["own"]["participants"]["aria"]["inventory"]["aria-flask"]["quantity"] == 1
    assert "armorClass" not in str(bram.heard[0]["state"]["party"]) + str(sven.heard[0]["state"])


def test_a_dm_who_also_plays_reads_her_character_in_the_dms_document(live: Table):
    aria = At(live, "aria")
    aria.person = aria.person._replace(role="dm")
    aria.seat.role = "dm"
    aria.seat.looks_through((aria.person.id, "dm"))
    aria.joins()
    live.ask("mira", c.Override(entity_id="aria", changes=c.OverrideChanges(hp=3)))
    assert pages(aria)["own"] == {}
    assert pages(aria)["dm"]["participants"]["aria"]["currentHP"] == 3


def test_a_private_message_is_in_nobody_elses_bytes(live: Table):
    live.ask("mira", c.UpdateTurnSettings(allow_private_chat=True))
    mira, aria, bram, sven = (live.seat(name) for name in ("mira", "aria", "bram", "sven"))
    to = [live.person("bram").id]
    aria.asks(c.SendChat(content="xyzzy", type="private", recipients=to))
    aria.asks(c.SendChat(content="/roll 3d6+4711", type="private", recipients=to))
    for at in (aria, bram):
        said, rolled, told = at.messages()[-3:]
        assert (said["message"]["content"], said["message"]["recipients"]) == ("xyzzy", to)
        assert (rolled["event"], rolled["visibility"]) == ("DICE_ROLLED", "private")
        assert told["message"]["type"] == "system"
    heard = msgspec.json.encode([mira.heard, sven.heard])
    assert b"xyzzy" not in heard and b"4711" not in heard
    later = msgspec.json.encode([live.seat(name).heard for name in ("mira", "sven")])
    assert b"xyzzy" not in later and b"4711" not in later
    recent = live.seat("bram").last("snapshot")["recent"]["chat"]
    assert [m["message"]["type"] for m in recent] == ["private", "system"]


def test_what_a_player_tells_the_dm_the_other_players_do_not_hear(live: Table):
    mira, aria, bram, sven = (live.seat(name) for name in ("mira", "aria", "bram", "sven"))
    aria.asks(c.SendChat(content="I pocket the key", type="dm"))
    live.ask("aria", c.RollDice(formula="1d20", visibility="dm", reason="pickpocket"))
    for at in (mira, aria):
        said, rolled = at.messages()[-2:]
        assert said["message"]["type"] == "dm" and rolled["reason"] == "pickpocket"
    assert b"pocket" not in msgspec.json.encode([bram.heard, sven.heard])
    assert bram.numbers("own") == [] and len(aria.numbers("own")) == 2


def histories(table: Table, page: str) -> dict[str, bytes]:
    """What everybody of the cast gets of a history over REST."""
    found = {}
    for name in ("mira", "aria", "bram", "sven"):
        client = Client()
        client.force_login(table.people[name])
        found[name] = client.get(f"/api/interactions/{table.id}/{page}/").content
    return found


def test_histories_tell_what_was_said_alone_to_those_alone(live: Table):
    live.ask("mira", c.UpdateTurnSettings(allow_private_chat=True))
    live.ask("aria", c.SendChat(content="xyzzy", type="private", recipients=[live.person("bram").id]))
    live.ask("aria", c.SendChat(content="plugh", type="dm"))
    live.ask("aria", c.SendChat(content="/roll d20+4711", type="private", recipients=[live.person("bram").id]))
    live.ask("aria", c.SendChat(content="/roll d20+8128", type="dm"))
    live.ask("aria", c.SendChat(content="/roll d20+6174"))
    live.ask("aria", c.RollDice(formula="1d20", visibility="dm", reason="quux"))
    for page, word, heard in (
        ("chat", b"xyzzy", "aria bram"),
        ("chat", b"plugh", "mira aria"),
        ("chat", b"4711", "aria bram"),
        ("chat", b"8128", "mira aria"),
        ("logs", b"8128", "mira aria"),
        ("chat", b"6174", "mira aria bram sven"),
        ("logs", b"quux", "mira aria"),
    ):
        assert {name for name, body in histories(live, page).items() if word in body} == set(heard.split()), word
