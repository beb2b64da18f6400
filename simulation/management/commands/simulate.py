"""`manage.py simulate`: whole interactions by bots that try to break them, and a report; exit 1 on any breach."""

import asyncio
import json
import sys
import tempfile
from argparse import ArgumentParser
from pathlib import Path
from random import SystemRandom
from typing import Any

import msgspec
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from simulation.processes import know_only
from simulation.storm.parts import Broken, parts_for, play_parts
from simulation.storm.run import AT_ONCE, Storm, at_the_table_of


class Command(BaseCommand):
    """Starts a server of its own on a database of its own; nothing else is touched.

    The same seed plays the same interactions, command for command and answer for answer: `course` in the report is a hash of
    all that. `--only I` plays one of them again, behind those that went before it at its table. `--together` lets everybody
    at a table play at the same time instead: then how their steps fall between each other is the machine's. `--keep` leaves
    what is to be looked at: `course.json` and the journals say exactly what happened.
    """

    help = "Let bots of every role try to break whole interactions over failing lines, and report what did not hold."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--campaign", choices=["demo"], default="demo", help="What is played.")
        parser.add_argument("--interactions", type=int, default=5, metavar="N", help="How many (default 5).")
        parser.add_argument(
            "--seed", type=int, help="What decisions and faults are drawn from (default: drawn, and told)."
        )
        parser.add_argument(
            "--only", type=int, metavar="I", help="Interaction I of a seed alone, and what it follows at its table."
        )
        parser.add_argument(
            "--processes",
            type=int,
            metavar="N",
            help="Servers that play side by side (default: one a core, if it is worth it).",
        )
        parser.add_argument(
            "--tables", type=int, nargs="+", metavar="T", help="Only what is played at these tables (0 to 5)."
        )
        parser.add_argument("--together", action="store_true", help="Everybody at a table plays at the same time.")
        parser.add_argument("--calm", action="store_true", help="Without the faulty lines.")
        parser.add_argument("--json", action="store_true", help="Only the report, as one JSON object.")
        parser.add_argument("--keep", type=Path, metavar="FOLDER", help="Leave database and server log there.")

    def handle(self, *args: Any, **options: Any) -> None:
        if connections["default"].vendor != "sqlite":
            raise CommandError("The storm plays on SQLite: unset DATABASE_URL.")
        seed = SystemRandom().randrange(1_000_000) if options["seed"] is None else options["seed"]
        self._quiet = options["json"]
        self._say(f"Seed {seed}.")
        with tempfile.TemporaryDirectory(prefix="campaignlive-storm-") as temporary:
            folder = options["keep"] or Path(temporary)
            folder.mkdir(parents=True, exist_ok=True)
            found = self._found(folder, seed, options)
        self._tell({"seed": seed, **found}, as_json=options["json"])
        if found["breaches"]:
            sys.exit(1)

    def _found(self, folder: Path, seed: int, options: dict[str, Any]) -> dict[str, Any]:
        """The report of this process, or of several that it starts."""
        parts = parts_for(options["interactions"], options["processes"])
        if len(parts) > 1 and options["only"] is None and options["tables"] is None:
            return self._found_by(parts, folder, seed, options)
        storm = Storm(
            folder=folder,
            numbers=_numbers(options),
            seed=seed,
            faulty=not options["calm"],
            say=self._say,
            together=options["together"],
        )
        if storm.database.exists():
            raise CommandError(f"There is a storm in {folder} already.")
        _play_on(storm.database)
        return storm.run()

    def _found_by(self, parts: list[list[int]], folder: Path, seed: int, options: dict[str, Any]) -> dict[str, Any]:
        manner = [f"--{name}" for name in ("together", "calm") if options[name]]
        arguments = ["--interactions", str(options["interactions"]), *manner]
        try:
            return asyncio.run(play_parts(parts, folder, seed, arguments, self._say))
        except Broken as broken:
            raise CommandError(str(broken)) from None

    def _tell(self, found: dict[str, Any], *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(msgspec.to_builtins(found)))
            return
        for breach in found["breaches"][:50]:
            self.stdout.write(self.style.ERROR(f"{breach.kind} (interaction {breach.interaction}): {breach.sentence}"))
        for line in found["again"]:
            self.stdout.write(f"Once more: {line}")
        for name, value in found.items():
            self.stdout.write(f"{name}: {len(value) if name in ('breaches', 'again') else value}")

    def _say(self, line: str) -> None:
        out = self.stderr if self._quiet else self.stdout
        out.write(line)
        out.flush()


def _numbers(options: dict[str, Any]) -> list[int]:
    """Of the interactions that are played here."""
    if options["only"] is not None:
        return at_the_table_of(options["only"])
    tables = options["tables"]
    return [number for number in range(options["interactions"]) if tables is None or number % AT_ONCE in tables]


def _play_on(database: Path) -> None:
    """From here on this process reads and writes that file alone."""
    know_only(database)
    connections["default"].close()
    connections["default"].settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = str(database)
    settings.CONVEX_URL = ""
