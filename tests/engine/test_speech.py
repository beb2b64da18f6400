"""What is said at the table."""

from engine.commands import EndInteraction, PauseInteraction, SendChat, UpdateTurnSettings
from tests.engine.table import aria, bram, fight, goblin, hero, mira, otto, prepared


def test_a_message_carries_who_said_it():
    (said,) = aria.does(fight(), SendChat(content=" Hello! "))
    assert (said.user_id, said.name, said.content, said.type, said.audience) == (
        "aria",
        "Aria",
        "Hello!",
        "party",
        "all",
    )


def test_talk_changes_nothing_at_the_table():
    room = fight()
    assert aria.then(room, SendChat(content="Hello!")) == room


def test_one_can_speak_as_whom_one_plays():
    (said,) = aria.does(fight(), SendChat(content="Hello!", entity_id="aria"))
    assert said.entity_id == "aria"
    assert bram.is_refused(fight(), SendChat(content="Hello!", entity_id="aria")) == "not_your_entity"
    assert mira.does(fight(), SendChat(content="Grr!", entity_id="goblin"))


def test_nobody_speaks_as_somebody_hidden():
    room = fight(hero("aria", 1, 1), goblin("ghost", 5, 5, hidden=True))
    assert mira.is_refused(room, SendChat(content="Boo!", entity_id="ghost")) == "illegal_target"
    assert aria.is_refused(room, SendChat(content="Boo!", entity_id="ghost")) == "unknown_target"


def test_where_the_chat_is_off_only_the_dm_speaks():
    room = mira.then(fight(), UpdateTurnSettings(chat_enabled=False))
    assert aria.is_refused(room, SendChat(content="Hello!")) == "chat_disabled"
    assert mira.does(room, SendChat(content="Quiet!"))


def test_talk_goes_on_in_a_pause_and_after_the_end():
    paused = mira.then(fight(), PauseInteraction())
    assert aria.does(paused, SendChat(content="Tea?"))
    assert aria.does(mira.then(paused, EndInteraction()), SendChat(content="Well played!"))
    assert aria.is_refused(prepared(), SendChat(content="Hello?")) == "not_live"


def test_spectators_do_not_chat():
    assert otto.is_refused(fight(), SendChat(content="Hello!")) == "forbidden"


def test_empty_and_private_messages():
    assert aria.is_refused(fight(), SendChat(content="   ")) == "malformed"
    assert aria.is_refused(fight(), SendChat(content="Psst", type="dm")) == "unknown_action"
    assert aria.is_refused(fight(), SendChat(content="Psst", type="private", recipients=["bram"])) == "unknown_action"
