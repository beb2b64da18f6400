"""What is said at the table."""

from engine.commands import EndInteraction, PauseInteraction, RollDice, SendChat, UpdateTurnSettings
from engine.events import DiceRolled, DiceSpent
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


def test_where_the_chat_is_off_players_write_to_the_dms_alone_and_these_as_ever():
    room = mira.then(fight(), UpdateTurnSettings(chat_enabled=False, allow_private_chat=True))
    for silenced in (SendChat(content="Hello!"), SendChat(content="/roll d20"), private("bram"), private("mira")):
        assert aria.is_refused(room, silenced) == "chat_disabled"
    (asked,) = aria.does(room, SendChat(content="May I?", type="dm"))
    assert (asked.audience, asked.to) == ("dm", ("aria",))
    for said in (SendChat(content="Quiet!"), private("aria"), SendChat(content="No.", type="dm", recipients=["aria"])):
        assert mira.does(room, said)


def test_talk_goes_on_in_a_pause_and_after_the_end():
    paused = mira.then(fight(), PauseInteraction())
    assert aria.does(paused, SendChat(content="Tea?"))
    assert aria.does(mira.then(paused, EndInteraction()), SendChat(content="Well played!"))
    assert aria.is_refused(prepared(), SendChat(content="Hello?")) == "not_live"


def test_spectators_do_not_chat():
    assert otto.is_refused(fight(), SendChat(content="Hello!")) == "forbidden"


def test_an_empty_message_is_none():
    assert aria.is_refused(fight(), SendChat(content="   ")) == "malformed"


def private(*recipients: str, content: str = "Psst.") -> SendChat:
    return SendChat(content=content, type="private", recipients=list(recipients))


def test_private_talk_is_for_the_named_and_the_sender_alone():
    room = mira.then(fight(), UpdateTurnSettings(allow_private_chat=True))
    (said,) = aria.does(room, private("bram"))
    assert (said.audience, said.to, said.recipients) == ("own", ("aria", "bram"), ("bram",))


def test_private_talk_is_off_until_the_dm_allows_it():
    assert aria.is_refused(fight(), private("bram")) == "private_chat_disabled"


def test_private_talk_names_players_and_dms_of_the_campaign():
    room = mira.then(fight(), UpdateTurnSettings(allow_private_chat=True))
    for nobody in ((), ("otto",), ("stranger",), ("bram", "stranger"), ("aria",)):
        assert aria.is_refused(room, private(*nobody)) == "unknown_target"
    assert aria.does(room, private("mira"))


def test_a_player_talks_to_the_dms_and_they_answer_her():
    (asked,) = aria.does(fight(), SendChat(content="May I?", type="dm"))
    (answered,) = mira.does(fight(), SendChat(content="You may.", type="dm", recipients=["aria"]))
    assert (asked.audience, asked.to) == (answered.audience, answered.to) == ("dm", ("aria",))
    assert mira.is_refused(fight(), SendChat(content="You may.", type="dm")) == "unknown_target"


def test_who_writes_to_the_dms_cannot_have_it_say_that_others_heard_it():
    (asked,) = aria.does(fight(), SendChat(content="Bram says so, too.", type="dm", recipients=["bram", "nobody"]))
    assert (asked.to, asked.recipients) == (("aria",), ())


def test_a_kind_of_message_that_there_is_not_is_refused():
    assert aria.is_refused(fight(), SendChat(content="Hello!", type="system")) == "malformed"


def test_rolling_in_the_chat_rolls():
    rolled, said, spent = aria.does(fight(), SendChat(content="/roll 2d6+3"), 4, 5)
    assert isinstance(rolled, DiceRolled) and isinstance(spent, DiceSpent)
    assert (rolled.total, rolled.faces, rolled.audience) == (12, ((4, 5),), "all")
    assert (said.type, said.content, said.audience) == ("system", "Aria rolls 2d6+3: 12 (4, 5).", "all")
    assert aria.is_refused(fight(), SendChat(content="/roll")) == "malformed"
    assert aria.is_refused(fight(), SendChat(content="/roll luck")) == "malformed"
    assert aria.does(fight(), SendChat(content="/rolling stones"))[0].content == "/rolling stones"


def test_who_hears_a_roll_of_the_chat_hears_the_table_tell_it():
    room = mira.then(fight(), UpdateTurnSettings(allow_private_chat=True))
    for command, audience, to in (
        (SendChat(content="/roll d20", type="dm"), "dm", ("aria",)),
        (SendChat(content="/roll d20", type="private", recipients=["bram"]), "own", ("aria", "bram")),
    ):
        rolled, said, _ = aria.does(room, command)
        assert (said.audience, said.to) == (rolled.audience, rolled.to) == (audience, to)


def test_only_what_everybody_hears_is_rolled_with_the_public_seed():
    for visibility, which in (("public", "public"), ("party", "secret"), ("dm", "secret")):
        rolled, spent = aria.does(fight(), RollDice(formula="1d20", visibility=visibility))
        before = fight().lasting.dice
        assert getattr(spent, which) == getattr(before, which) + 1
    assert rolled.to == ("aria",)
    assert mira.does(fight(), RollDice(formula="1d20", visibility="dm"))[0].to == ()


def test_what_a_roll_is_for_is_not_a_way_to_talk_where_the_chat_is_off():
    room = mira.then(fight(), UpdateTurnSettings(chat_enabled=False))
    for visibility in ("public", "party"):
        assert aria.is_refused(room, RollDice(formula="1d20", visibility=visibility, reason="Run!")) == "chat_disabled"
        assert aria.does(room, RollDice(formula="1d20", visibility=visibility))
    assert aria.does(room, RollDice(formula="1d20", visibility="dm", reason="Do I hear it?"))
    assert mira.does(room, RollDice(formula="1d20", reason="The door."))


def test_after_the_end_one_may_talk_but_not_roll():
    room = mira.then(fight(), EndInteraction())
    assert aria.does(room, SendChat(content="Well played."))
    assert aria.is_refused(room, SendChat(content="/roll d20")) == "ended"
    assert aria.is_refused(room, RollDice(formula="d20")) == "ended"
