"""`manage.py verify_dice INTERACTION`: whether its open rolls are what the published seed gives."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from interactions import dicecheck, replay
from interactions.models import Interaction


class Command(BaseCommand):
    help = "Compute every open roll of an ended interaction anew from its published seed and the players' nonces."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("interaction", help="its id")

    def handle(self, *args: Any, interaction: str, **options: Any) -> None:
        if not Interaction.objects.filter(pk=interaction).exists():
            raise CommandError(f"There is no interaction {interaction}.")
        try:
            checked = dicecheck.check(interaction)
        except (dicecheck.NotYet, replay.Unreadable) as error:
            raise CommandError(str(error)) from None
        self._tell(checked)
        if not checked.agrees:
            raise CommandError("The rolls are not what was promised.")

    def _tell(self, checked: dicecheck.Checked) -> None:
        self.stdout.write(f"seed {checked.seed}, promised as {checked.seed_hash}: {_yes(checked.seed_fits)}")
        for person, nonce in checked.nonces.items():
            self.stdout.write(f"nonce of {person}: {nonce}")
        for roll in checked.rolls:
            if not roll.agrees:
                faces, expected = _list(roll.faces), _list(roll.expected)
                self.stdout.write(f"row {roll.seq}, d{roll.sides} number {roll.counter}: {faces}, expected {expected}")
        dice = sum(len(roll.faces) for roll in checked.rolls)
        self.stdout.write(f"{len(checked.rolls)} open rolls, {dice} dice: {_yes(all(r.agrees for r in checked.rolls))}")
        if checked.unverifiable:
            self.stdout.write(f"{checked.unverifiable} dice fell by an earlier seed: they can no longer be verified.")
        if checked.untold:
            self.stdout.write(f"{checked.untold} dice are of an earlier version, which did not say how they fell.")


def _list(faces: tuple[int, ...]) -> str:
    return ", ".join(map(str, faces))


def _yes(agrees: bool) -> str:
    return "they agree" if agrees else "they do NOT agree"
