"""Dice that nobody chose alone: nonces before the first roll, the seed at the end, and nothing that tells too much."""

import pytest
from msgspec import ValidationError, convert
from msgspec.structs import replace

from engine.asking import Ask
from engine.commands import EndInteraction, GiveNonce, RollInitiative
from engine.decide import decide
from engine.dice import SeededDice, die, open_key, seed_hash
from engine.events import DiceSpent, Ended, NonceGiven
from engine.evolve import fold
from engine.state import Room
from engine.told import told
from engine.view import document
from tests.engine.table import Person, aria, bram, goblin, happened, hero, live, mira, otto

SEED, SECRET = bytes(range(32)), bytes(32)
ONE, TWO = "11" * 16, "22" * 16


def give(nonce: str) -> GiveNonce:
    return GiveNonce(nonce=nonce)


def seeded(person: Person, room: Room) -> Ask:
    """Asking with real dice of known seeds."""
    counters = room.lasting.dice
    dice = SeededDice(SEED, SECRET, (counters.public, counters.secret), room.lasting.nonces_in_order)
    return replace(person.ask(room), dice=dice)


def test_each_player_gives_one_before_the_first_roll():
    room = bram.then(aria.then(live(), give(ONE)), give(TWO))
    assert room.lasting.nonces == {"aria": ONE, "bram": TWO}
    assert aria.is_refused(room, give(TWO)) == "already_acted"
    room = mira.then(aria.then(live(), give(ONE)), RollInitiative())
    assert bram.is_refused(room, give(TWO)) == "wrong_status"


def test_dms_and_spectators_give_none():
    assert mira.is_refused(live(), give(ONE)) == "forbidden"
    assert otto.is_refused(live(), give(ONE)) == "forbidden"


@pytest.mark.parametrize("nonce", ["", "11" * 15, "11" * 17, "zz" * 16, "AA" * 16, "11" * 16 + "\n"])
def test_a_nonce_is_sixteen_bytes_in_small_hexadecimal_digits(nonce: str):
    with pytest.raises(ValidationError):
        convert({"nonce": nonce}, GiveNonce)


def test_everybody_sees_the_hash_and_the_nonces_and_the_seed_only_at_the_end():
    room = live()
    room = replace(room, lasting=replace(room.lasting, seed_hash=seed_hash(SEED)))
    room = aria.then(room, give(ONE))
    for stream in ("dm", "party", "table"):
        assert document(room, stream)["dice"] == {"seedHash": seed_hash(SEED), "nonces": {"aria": ONE}}
    assert [told(event, "party") for event in happened(aria.does(live(), give(ONE)), NonceGiven)] == [None]
    events = decide(room, EndInteraction(), seeded(mira, room))
    assert happened(events, Ended)[0].seed == SEED.hex()
    assert document(fold(room, events), "party")["dice"]["seed"] == SEED.hex()


def test_open_dice_come_from_the_seed_and_the_nonces_behind_it_by_user_id():
    dice = SeededDice(SEED, SECRET, (0, 0), (ONE, TWO))
    key = SEED + bytes.fromhex(ONE) + bytes.fromhex(TWO)
    assert open_key(SEED, (ONE, TWO)) == key
    assert dice.roll(3, 20, secret=False) == tuple(die(key, counter, 20) for counter in range(3))
    room = aria.then(bram.then(live(), give(TWO)), give(ONE))
    assert room.lasting.nonces_in_order == (ONE, TWO)


def test_a_nonce_changes_no_secret_die():
    plain, salted = SeededDice(SEED, SECRET), SeededDice(SEED, SECRET, (0, 0), (ONE,))
    assert plain.roll(8, 20, secret=True) == salted.roll(8, 20, secret=True)
    assert plain.roll(8, 20, secret=False) != salted.roll(8, 20, secret=False)


def test_the_journal_says_how_open_dice_fell_and_nothing_of_secret_ones():
    room = live(hero("aria", 1, 1), goblin("ghost", 5, 5, hidden=True))
    events = decide(room, RollInitiative(), seeded(mira, room))
    (spent,) = happened(events, DiceSpent)
    assert (spent.public, spent.secret) == (1, 1)
    assert spent.rolls == ((20, (die(SEED, 0, 20),)),)
    assert [told(spent, stream) for stream in ("dm", "party", "table")] == [None] * 3
