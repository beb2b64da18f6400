"""`manage.py play_bots`: lets bots play the demo campaign on a running server."""

import asyncio
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from campaigns.demo import people, story
from simulation import tables
from simulation.evening import Evening, Seat
from simulation.visitor import Unwelcome, Visitor

SECONDS_TO_WAIT = 600
"""How long players wait for a DM to start something."""


class Command(BaseCommand):
    """Signs bots in with the demo's accounts and plays through sockets, like anybody else."""

    help = "Let bots play the demo campaign through a running server's sockets."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--url", default="http://127.0.0.1:8000", help="Where the server is.")
        parser.add_argument("--players", type=int, default=0, help="How many of the players are bots.")
        parser.add_argument("--dm", action="store_true", help="The Dungeon Master is a bot too, and starts a fight.")
        parser.add_argument("--until-end", action="store_true", help="Exit 0 if it was played to its end, else 1.")
        parser.add_argument("--seed", type=int, default=1, help="What decisions are drawn from.")
        parser.add_argument("--pause", type=float, help="Seconds before each command (default 0.6, until-end 0.05).")

    def handle(self, *args: Any, **options: Any) -> None:
        pause = options["pause"]
        if pause is None:
            pause = 0.05 if options["until_end"] else 0.6
        try:
            seats = self._sit_down(options)
            while True:
                outcome = self._play_once(seats, options, pause)
                if options["until_end"] or options["dm"]:
                    break
        except (Unwelcome, LookupError, OSError) as sorry:
            raise CommandError(str(sorry)) from sorry
        if outcome != "completed":
            raise CommandError(f"It was not played to its end: {outcome or 'the bots had to leave'}.", returncode=1)

    def _sit_down(self, options: dict[str, Any]) -> tuple[Seat, ...]:
        """The DM first, where it is a bot; then as many players as asked for."""
        persons = [people.DM] if options["dm"] else []
        persons += people.PLAYERS[: options["players"]]
        if not persons:
            raise LookupError("Nobody is to be played by a bot: say --players N or --dm.")
        seats = []
        for person in persons:
            visitor = Visitor(options["url"])
            visitor.sign_in(person.username, people.PASSWORD)
            seats.append(Seat(person.username, visitor))
        self.stdout.write(f"Bots at the table: {', '.join(seat.username for seat in seats)}.")
        return tuple(seats)

    def _play_once(self, seats: tuple[Seat, ...], options: dict[str, Any], pause: float) -> str:
        interaction_id = self._find_or_start(seats, options["dm"])
        evening = Evening(interaction_id=interaction_id, seats=seats, seed=options["seed"], pause=pause, say=self._say)
        outcome = asyncio.run(evening.play())
        self._say(f"The evening is over: {outcome or 'nobody knows how'}.")
        return outcome

    def _find_or_start(self, seats: tuple[Seat, ...], dm: bool) -> str:
        visitor = seats[0].visitor
        campaign = tables.find_campaign(visitor, story.CAMPAIGN)
        for _ in range(SECONDS_TO_WAIT):
            found = tables.live_interaction(visitor, campaign["id"])
            if found:
                return found
            if dm:
                self._say("The DM starts a fight in the mill yard.")
                return tables.start(visitor, campaign["id"], "The mill yard at night")
            time.sleep(1)
        raise LookupError("No DM started anything.")

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
