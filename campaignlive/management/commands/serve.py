"""`manage.py serve`: the server for play."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from campaignlive import server, sole


class Command(BaseCommand):
    help = "Serve pages, REST and live rooms until SIGTERM; then drain: finish what is under way, snapshot, close with 4503."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            server.run(options["host"], options["port"])
        except sole.Taken as taken:
            raise CommandError(str(taken), returncode=1) from None
