"""Grants of experience and items."""

import pytest
from msgspec.structs import replace

from engine.commands import GrantReward, Override, OverrideChanges
from engine.events import Rewarded
from engine.state import Prizes, Room
from engine.view import document
from tests.engine.table import POTION, aria, fight, goblin, happened, hero, mira


def with_a_crown() -> Room:
    room = fight(hero("aria", 1, 1), goblin("ghost", 5, 5, hidden=True))
    crown = replace(POTION, id="crown", item_id="crown", name="Crown", heal=None, quantity=2, equipped=True)
    ring = replace(crown, id="ring", item_id="ring", name="Ring")
    return replace(room, lasting=replace(room.lasting, prizes=Prizes(items={"crown": crown, "ring": ring})))


def test_experience_adds_up():
    room = mira.then(with_a_crown(), GrantReward(entity_id="aria", xp=30, note="For courage"))
    room = mira.then(room, GrantReward(entity_id="aria", xp=12))
    assert room.table.participants["aria"].xp == 42
    assert sorted(reward.xp for reward in room.table.rewards.values()) == [12, 30]


def test_an_item_becomes_an_entry_of_its_own():
    room = with_a_crown()
    (rewarded,) = happened(mira.does(room, GrantReward(entity_id="aria", item_ids=["crown"], xp=5)), Rewarded)
    assert (rewarded.reward.xp, rewarded.reward.item.item_id) == (5, "crown")
    room = mira.then(room, GrantReward(entity_id="aria", item_ids=["crown"], xp=5))
    (won,) = [item for item in room.table.participants["aria"].inventory.values() if item.item_id == "crown"]
    assert won.id in room.table.participants["aria"].inventory
    assert (won.id != "crown", won.quantity, won.equipped) == (True, 2, False)


def test_several_items_are_several_rewards_with_the_experience_once():
    events = mira.does(with_a_crown(), GrantReward(entity_id="aria", item_ids=["crown", "ring"], xp=5))
    assert [event.reward.xp for event in happened(events, Rewarded)] == [5, 0]


def test_a_prize_is_given_once():
    twice = GrantReward(entity_id="aria", item_ids=["crown", "crown"])
    room = mira.then(with_a_crown(), twice)
    assert [reward.item.item_id for reward in room.table.rewards.values()] == ["crown"]
    assert mira.is_refused(room, GrantReward(entity_id="ghost", item_ids=["crown"])) == "unknown_item"


def test_only_what_there_is_to_win_and_only_to_those_present():
    room = with_a_crown()
    assert mira.is_refused(room, GrantReward(entity_id="aria", item_ids=["sword"])) == "unknown_item"
    assert mira.is_refused(room, GrantReward(entity_id="nobody", xp=1)) == "unknown_target"
    assert mira.is_refused(room, GrantReward(entity_id="aria")) == "malformed"
    assert aria.is_refused(room, GrantReward(entity_id="aria", xp=1)) == "forbidden"


def test_several_share_experience_and_none_is_lost():
    room = fight()
    given = happened(
        mira.does(room, GrantReward(entity_ids=["aria", "bram", "aria"], xp=51, note="The ford")), Rewarded
    )
    assert [(one.reward.entity_id, one.reward.xp, one.reward.note) for one in given] == [
        ("aria", 26, "The ford"),
        ("bram", 25, "The ford"),
    ]
    assert [one.reward.xp for one in mira.does(room, GrantReward(entity_ids=["aria", "bram"], xp=1))] == [1]


@pytest.mark.parametrize(
    "wish, code",
    [
        ({"xp": 5}, "malformed"),
        ({"entity_id": "aria", "entity_ids": ["bram"], "xp": 5}, "malformed"),
        ({"entity_ids": ["aria", "nobody"], "xp": 5}, "unknown_target"),
        ({"entity_ids": ["aria", "bram"], "xp": 5, "item_ids": ["shield"]}, "malformed"),
        ({"entity_ids": ["aria", "bram"]}, "malformed"),
    ],
)
def test_who_is_rewarded_is_one_or_some_who_share(wish, code):
    assert mira.is_refused(fight(), GrantReward(**wish)) == code


def test_what_a_hidden_one_wins_is_told_to_dms():
    (rewarded,) = happened(mira.does(with_a_crown(), GrantReward(entity_id="ghost", xp=1)), Rewarded)
    assert rewarded.audience == "dm"


def test_what_somebody_won_in_hiding_stays_with_the_dms_when_she_shows_herself():
    room = mira.then(with_a_crown(), GrantReward(entity_id="ghost", xp=5, note="For lurking so long"))
    room = mira.then(room, Override(entity_id="ghost", changes=OverrideChanges(hidden=False)))
    room = mira.then(room, GrantReward(entity_id="ghost", xp=7, note="For coming out"))
    assert [reward["note"] for reward in document(room, "party")["rewards"].values()] == ["For coming out"]
    assert len(document(room, "dm")["rewards"]) == 2
