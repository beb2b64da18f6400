"""Potions, and what is worn and wielded."""

import pytest
from msgspec.structs import replace

from engine.commands import ResolveAction, UpdateTurnSettings
from engine.events import Healed, ItemEquipped, ItemUsed
from engine.sheet import Item, Roll
from tests.engine.table import POTION, aria, fight, goblin, happened, hero, mira, names, take

SHIELD = Item(id="shield", item_id="shield", name="Shield", kind="shield", shield_bonus=2)
MAIL = Item(id="mail", item_id="chain", name="Chain Mail", kind="armor", armor_class=16, dexterity_cap=0)
LEATHER = Item(id="leather", item_id="leather", name="Leather", kind="armor", armor_class=11, equipped=True)
ROPE = Item(id="rope", item_id="rope", name="Rope")


def carrying(*items: Item, **more: object):
    return fight(hero("aria", 1, 1, inventory={i.id: i for i in items}, **more), goblin("goblin", 9, 9))


def wounded(**bram: object):
    fields = {"hp": 3, **bram}
    return fight(hero("aria", 1, 1, hp=5), hero("bram", 2, 1, **fields), goblin("goblin", 9, 9))


def test_a_potion_heals_its_drinker_for_a_bonus_action():
    room = wounded()
    events = aria.does(room, take("aria", "useItem", item_id="potion"), 4, 3)
    (healed,) = happened(events, Healed)
    assert (healed.entity_id, healed.amount, healed.faces, healed.hp) == ("aria", 9, (4, 3), 14)
    room = aria.then(room, take("aria", "useItem", item_id="potion"), 4, 3)
    assert (room.table.turn.budget.bonus_action, room.table.turn.budget.action) == (0, 1)
    assert "potion" not in room.table.participants["aria"].inventory


def test_of_several_one_is_used_up():
    room = carrying(replace(POTION, quantity=3), hp=1)
    (used,) = happened(aria.does(room, take("aria", "useItem", item_id="potion")), ItemUsed)
    assert used.left == 2
    room = aria.then(room, take("aria", "useItem", item_id="potion"))
    assert room.table.participants["aria"].inventory["potion"].quantity == 2
    assert aria.is_refused(room, take("aria", "useItem", item_id="potion")) == "no_budget"


def test_healing_stops_at_the_maximum():
    room = carrying(POTION, hp=19)
    assert aria.then(room, take("aria", "useItem", item_id="potion"), 4, 4).table.participants["aria"].hp == 20


def test_a_potion_can_be_given_to_an_ally_within_five_feet():
    room = aria.then(wounded(), take("aria", "useItem", item_id="potion", target="bram"), 1, 1)
    assert room.table.participants["bram"].hp == 7
    far = fight(hero("aria", 1, 1), hero("bram", 3, 1, hp=1), goblin("goblin", 9, 9))
    assert aria.is_refused(far, take("aria", "useItem", item_id="potion", target="bram")) == "out_of_range"


def test_a_potion_brings_a_fallen_player_character_back():
    room = wounded(hp=0, defeated=True)
    room = aria.then(room, take("aria", "useItem", item_id="potion", target="bram"), 1, 1)
    assert (room.table.participants["bram"].hp, room.table.participants["bram"].defeated) == (4, False)
    assert aria.then(room, take("aria", "end")).active.id == "bram"


def test_a_fallen_monster_is_beyond_healing():
    drinker = goblin("goblin", 1, 1, inventory={"potion": POTION})
    room = fight(drinker, goblin("other", 2, 1, hp=0, defeated=True), hero("aria", 9, 9))
    assert mira.is_refused(room, take("goblin", "useItem", item_id="potion", target="other")) == "illegal_target"


def test_enemies_are_not_healed_and_the_hidden_are_not_found():
    room = fight(hero("aria", 1, 1), goblin("goblin", 2, 1), goblin("ghost", 1, 2, hidden=True))
    assert aria.is_refused(room, take("aria", "useItem", item_id="potion", target="goblin")) == "illegal_target"
    assert aria.is_refused(room, take("aria", "useItem", item_id="potion", target="ghost")) == "unknown_target"
    assert aria.is_refused(room, take("aria", "useItem", item_id="potion", targets=["aria", "goblin"])) == (
        "illegal_target"
    )


def test_only_what_one_carries_and_can_be_used_up():
    room = carrying(ROPE)
    assert aria.is_refused(room, take("aria", "useItem", item_id="rope")) == "unknown_item"
    assert aria.is_refused(room, take("aria", "useItem", item_id="potion")) == "unknown_item"
    assert aria.is_refused(room, take("aria", "useItem")) == "malformed"
    assert aria.is_refused(carrying(replace(POTION, quantity=0)), take("aria", "useItem", item_id="potion")) == (
        "unknown_item"
    )


def test_a_potion_without_dice_heals_its_bonus():
    room = carrying(replace(POTION, heal=Roll(0, 0, 5)), hp=5)
    assert aria.then(room, take("aria", "useItem", item_id="potion")).table.participants["aria"].hp == 10


def test_a_potion_that_waited_heals_from_what_is_left_by_then():
    room = mira.then(wounded(), UpdateTurnSettings(resolution_mode="review"))
    room = aria.then(room, take("aria", "useItem", item_id="potion"), 4, 3)
    (action,) = room.unresolved
    assert "potion" in room.table.participants["aria"].inventory
    room = mira.then(room, ResolveAction(action_id=action.id, outcome="approved"))
    assert room.table.participants["aria"].hp == 14
    assert "potion" not in room.table.participants["aria"].inventory


def test_a_shield_adds_to_the_armour_class_once_it_is_in_hand():
    room = carrying(SHIELD)
    before = room.table.participants["aria"].armor_class
    room = aria.then(room, take("aria", "equip", item_id="shield"))
    assert room.table.participants["aria"].armor_class == before + 2
    assert room.table.turn.budget.object_interaction == 0


def test_only_one_object_is_handled_in_a_turn():
    room = aria.then(carrying(SHIELD, MAIL), take("aria", "equip", item_id="shield"))
    assert aria.is_refused(room, take("aria", "equip", item_id="mail")) == "no_budget"


def test_one_wears_one_armour_at_a_time():
    room = carrying(LEATHER, MAIL)
    assert room.table.participants["aria"].armor_class == 13
    events = aria.does(room, take("aria", "equip", item_id="mail"))
    assert [(event.item_id, event.equipped) for event in happened(events, ItemEquipped)] == [
        ("leather", False),
        ("mail", True),
    ]
    assert aria.then(room, take("aria", "equip", item_id="mail")).table.participants["aria"].armor_class == 16


def test_what_takes_both_hands_and_what_takes_one_are_in_each_others_way():
    """SRD 5.2, Two-Handed; the slots are those of the rows."""
    axe = replace(MAIL, id="axe", name="Greataxe", kind="weapon", slot="two_hands")
    shield, mail = replace(SHIELD, slot="off_hand", equipped=True), replace(LEATHER, slot="body")
    room = aria.then(carrying(shield, mail, axe), take("aria", "equip", item_id="axe"))
    held = {item.id for item in room.table.participants["aria"].inventory.values() if item.equipped}
    assert held == {"axe", "leather"}
    room = aria.then(
        carrying(replace(axe, equipped=True), replace(shield, equipped=False)), take("aria", "equip", item_id="shield")
    )
    assert [item.id for item in room.table.participants["aria"].inventory.values() if item.equipped] == ["shield"]


@pytest.mark.parametrize(("verb", "equipped"), [("unequip", None), ("equip", False)])
def test_what_is_worn_can_be_put_away(verb, equipped):
    room = aria.then(carrying(LEATHER), take("aria", verb, item_id="leather", equipped=equipped))
    assert not room.table.participants["aria"].inventory["leather"].equipped


def test_not_everything_can_be_worn_and_nothing_twice():
    room = carrying(LEATHER, ROPE)
    assert aria.is_refused(room, take("aria", "equip", item_id="rope")) == "not_equippable"
    assert aria.is_refused(room, take("aria", "equip", item_id="leather")) == "conflict"
    assert aria.is_refused(carrying(SHIELD), take("aria", "unequip", item_id="shield")) == "conflict"


def test_a_change_of_armour_that_waited_is_made_as_it_still_can_be():
    room = mira.then(carrying(LEATHER, MAIL), UpdateTurnSettings(resolution_mode="review"))
    room = aria.then(room, take("aria", "equip", item_id="mail"))
    (action,) = room.unresolved
    events = mira.does(room, ResolveAction(action_id=action.id, outcome="approved"))
    assert names(events) == ["ActionResolved", "ItemEquipped", "ItemEquipped"]


def test_what_a_hidden_one_uses_is_told_to_dms():
    room = fight(goblin("ghost", 5, 5, hidden=True, inventory={"potion": POTION}), hero("aria", 1, 1))
    events = mira.does(room, take("ghost", "useItem", item_id="potion"))
    assert {event.audience for event in happened(events, Healed) + happened(events, ItemUsed)} == {"dm"}
    assert mira.then(room, take("ghost", "useItem", item_id="potion")).lasting.dice.secret == 2
