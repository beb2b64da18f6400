"""Who may act, and what everybody else is told."""

import pytest

from engine.asking import Refused
from engine.commands import (
    EndInteraction,
    Override,
    OverrideChanges,
    PauseInteraction,
    ResolveAction,
    SkipTurn,
    UpdateTurnSettings,
)
from engine.menu import menu
from tests.engine.table import aria, bram, fight, goblin, hero, live, mira, otto, prepared, take


def test_nothing_happens_before_it_is_live():
    assert aria.is_refused(prepared(), take("aria", "dodge")) == "not_live"
    assert mira.is_refused(prepared(), SkipTurn()) == "not_live"


def test_nobody_acts_while_paused():
    room = mira.then(fight(), PauseInteraction(reason="Dinner"))
    assert aria.is_refused(room, take("aria", "dodge")) == "paused"


def test_nobody_acts_after_the_end():
    room = mira.then(fight(), EndInteraction())
    assert aria.is_refused(room, take("aria", "dodge")) == "ended"
    assert mira.is_refused(room, SkipTurn()) == "ended"


def test_a_spectator_only_watches():
    assert otto.is_refused(fight(), take("aria", "dodge")) == "forbidden"


def test_a_player_does_not_have_the_dms_commands():
    assert aria.is_refused(fight(), SkipTurn()) == "forbidden"


def test_somebody_unknown_and_somebody_hidden_are_refused_in_the_same_words():
    room = fight(hero("aria", 1, 1), goblin("ghost", 5, 5, hidden=True))
    refusals = []
    for entity_id in ("ghost", "nobody"):
        with pytest.raises(Refused) as refused:
            aria.does(room, take(entity_id, "dodge"))
        refusals.append((refused.value.code, refused.value.message))
    assert refusals[0] == refusals[1] == ("unknown_target", "There is nobody like that here.")


def test_each_plays_only_their_own():
    assert bram.is_refused(fight(), take("aria", "dodge")) == "not_your_entity"
    assert aria.is_refused(fight(), take("goblin", "dodge")) == "not_your_entity"


def test_a_dm_does_not_act_for_a_players_character():
    assert mira.is_refused(fight(), take("aria", "dodge")) == "not_your_entity"


def test_a_dm_acts_for_whoever_has_no_owner():
    room = fight(goblin("goblin", 1, 1), hero("aria", 5, 5))
    assert mira.then(room, take("goblin", "dodge")).table.participants["goblin"].dodging


def test_a_player_plays_her_own_character_even_while_it_is_hidden():
    room = fight(hero("aria", 1, 1, hidden=True), goblin("goblin", 5, 5))
    assert aria.then(room, take("aria", "dodge")).table.participants["aria"].dodging


def test_out_of_turn_one_learns_who_is_acting():
    with pytest.raises(Refused) as refused:
        bram.does(fight(), take("bram", "dodge"))
    assert refused.value.code == "not_your_turn"
    assert refused.value.message == "Not your turn yet: Aria is acting."


def test_a_hidden_one_who_is_acting_is_not_named():
    room = fight(goblin("ghost", 5, 5, hidden=True), hero("aria", 1, 1))
    with pytest.raises(Refused) as refused:
        aria.does(room, take("aria", "dodge"))
    assert refused.value.message == "Not your turn yet: the DM is acting."


def test_a_command_for_an_earlier_turn_comes_too_late():
    room = fight()
    late = take("aria", "dodge", turn_id=room.table.turn.id)
    room = aria.then(room, take("aria", "end"))
    assert aria.is_refused(room, late) == "conflict"


def test_a_command_that_names_the_turn_under_way_is_followed():
    room = fight()
    assert aria.then(room, take("aria", "dodge", turn_id=room.table.turn.id)).table.participants["aria"].dodging


def test_before_the_first_turn_there_is_nothing_to_act_in():
    assert aria.is_refused(live(), take("aria", "dodge")) == "wrong_status"


def test_whoever_has_ended_the_turn_has_acted():
    room = aria.then(fight(), take("aria", "custom", description="I sing.", end_turn=True))
    assert aria.is_refused(room, take("aria", "move", path=[(2, 1)])) == "already_acted"
    assert aria.is_refused(room, take("aria", "end")) == "already_acted"


def test_whoever_is_down_can_only_end_the_turn():
    room = mira.then(fight(), Override(entity_id="aria", changes=OverrideChanges(hp=0)))
    assert room.active.id == "aria"
    assert aria.is_refused(room, take("aria", "attack", target="goblin")) == "incapacitated"
    assert aria.then(room, take("aria", "end")).active.id == "bram"


@pytest.mark.parametrize("verb", ["cast", "disengage", "help", "hide", "ready", "delay", "dialogue", "fly"])
def test_other_verbs_come_later(verb):
    assert aria.is_refused(fight(), take("aria", verb)) == "unknown_action"


def test_dodge_and_dash_take_the_action():
    room = aria.then(fight(), take("aria", "dash"))
    assert (room.table.turn.budget.action, room.table.turn.budget.movement) == (0, 60)
    assert aria.is_refused(room, take("aria", "dodge")) == "no_budget"
    assert aria.is_refused(room, take("aria", "dash")) == "no_budget"
    assert aria.is_refused(room, take("aria", "custom", description="I dance.")) == "no_budget"


def test_one_thing_is_handled_for_free_and_the_next_for_the_action():
    room = mira.then(fight(), UpdateTurnSettings(resolution_mode="auto"))
    assert aria.is_refused(room, take("aria", "interact")) == "malformed"
    for spent, (action, interaction) in ((1, (1, 0)), (2, (0, 0))):
        shown = menu(room)["interact"]
        assert shown["spends"] == ("objectInteraction" if spent == 1 else "action") and "reason" not in shown
        room = aria.then(room, take("aria", "interact", description="I pull a lever."))
        assert (room.table.turn.budget.action, room.table.turn.budget.object_interaction) == (action, interaction)
    assert len(room.table.review) == 2, "what comes of it the DM says, in every mode"
    assert menu(room)["interact"]["reason"] == "Your action is spent."
    assert aria.is_refused(room, take("aria", "interact", description="I pull another.")) == "no_budget"


def test_a_thing_that_the_dm_keeps_one_from_handling_cost_nothing():
    room = aria.then(fight(), take("aria", "interact", description="I open the hatch."))
    (action,) = room.table.review
    room = mira.then(room, ResolveAction(action_id=action, outcome="denied"))
    assert room.table.turn.budget.object_interaction == 1


def test_dodging_lasts_until_ones_next_turn():
    room = aria.then(fight(), take("aria", "dodge", end_turn=True))
    assert room.table.participants["aria"].dodging
    room = mira.then(bram.then(room, take("bram", "end")), take("goblin", "end"))
    assert room.active.id == "aria"
    assert not room.table.participants["aria"].dodging
