"""`manage.py serve`: the server for play."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from campaignlive import server, sole
from campaigns.convex import collecting
from sync import outbox


class Command(BaseCommand):
    help = "Serve pages, REST and live rooms until SIGTERM; then drain: finish what is under way, snapshot, close with 4503."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, **options: Any) -> None:
        if not outbox.switched_on():
            collecting.squeeze()
            connection.close()  # this thread asks no more
        try:
            server.run(options["host"], options["port"])
        except sole.Taken as taken:
            raise CommandError(str(taken), returncode=1) from None
