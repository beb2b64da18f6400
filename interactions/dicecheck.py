"""Whether the open rolls of an interaction are what its published seed gives: computed anew from what everybody may know.

Everything that is looked at is published: the hash of the seed before the first roll, the players' nonces, the rolls as
they fell, and at the end the seed. Rolls made in secret come from another seed, and stay secret.
"""

import hashlib
from collections.abc import Iterator
from typing import NamedTuple

from engine import events as e
from engine.dice import die, open_key
from engine.state import Lasting
from interactions import replay


class NotYet(Exception):
    """The seed is not published before the end; the message says so."""


class Roll(NamedTuple):
    """One open roll: the journal's row, when (ms), the first counter; as it fell, and as the seed gives it; and what was
    rolled for in that row, as far as everybody was told."""

    seq: int
    at: int
    counter: int
    sides: int
    faces: tuple[int, ...]
    expected: tuple[int, ...]
    what: str = ""

    @property
    def agrees(self) -> bool:
        return self.faces == self.expected


class Checked(NamedTuple):
    """`untold`: dice that were rolled before a journal said which; `seed_fits`: it is what its hash promised;
    `unverifiable`: dice of an earlier seed, from before the journal was cut back or the room restored."""

    seed: str
    seed_hash: str
    nonces: dict[str, str]
    seed_fits: bool
    rolls: list[Roll]
    untold: int
    unverifiable: int = 0

    @property
    def agrees(self) -> bool:
        return self.seed_fits and not self.untold and all(roll.agrees for roll in self.rolls)


def check(interaction_id: str) -> Checked:
    """Raises `NotYet` before the end, `replay.Unreadable`."""
    rows = list(replay.rows(interaction_id))
    room = replay.continued(None, rows)
    if room is None or not room.lasting.seed:
        raise NotYet("The seed of the dice is published when the interaction has ended.")
    lasting = room.lasting
    rolls = list(_rolls(rows, lasting))
    seed = bytes.fromhex(lasting.seed)
    return Checked(
        seed=lasting.seed,
        seed_hash=lasting.seed_hash,
        nonces=dict(sorted(lasting.nonces.items())),
        seed_fits=hashlib.sha256(seed).hexdigest() == lasting.seed_hash,
        rolls=rolls,
        untold=lasting.dice.public - lasting.unverifiable - sum(len(roll.faces) for roll in rolls),
        unverifiable=lasting.unverifiable,
    )


def _rolls(rows: list[replay.Row], lasting: Lasting) -> Iterator[Roll]:
    key = open_key(bytes.fromhex(lasting.seed), lasting.nonces_in_order)
    for row in rows:
        for event in row.events:
            if isinstance(event, e.DiceSpent):
                counter = event.public - sum(len(faces) for _, faces in event.rolls)
                for sides, faces in event.rolls:
                    if counter >= lasting.unverifiable:
                        expected = tuple(die(key, counter + place, sides) for place in range(len(faces)))
                        yield Roll(row.seq, row.at, counter, sides, faces, expected, _what(row.events))
                    counter += len(faces)


def _what(events: list[e.Event]) -> str:
    """A formula, an attack, initiative: what everybody heard of the row."""
    words: list[str] = []
    for event in events:
        if event.audience != "all":
            continue
        match event:
            case e.DiceRolled():
                words.append(event.formula)
            case e.AttackRolled():
                words.append(event.attack)
            case e.InitiativeRolled():
                words.append("initiative")
            case e.ItemUsed():
                words.append(event.name)
    return ", ".join(dict.fromkeys(words))
