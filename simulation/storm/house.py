"""`python -m simulation.storm.house PORT KEY`: `manage.py serve`, but that its rooms know no time except what they are told.

At the port KEY somebody asks, a line of JSON each time, how a room stands, and lets its time go on (`simulation.storm.keeper`).
"""

import asyncio
import contextlib
import json
import os
import sys
import threading
from socketserver import StreamRequestHandler, ThreadingTCPServer
from typing import Any

PATIENCE = 60
"""Seconds that somebody who asks waits at most."""


class _Door(StreamRequestHandler):
    """One who asks: for a `room` that time goes on `until` (seconds); or, with `caught_up`, that followers read everything."""

    def handle(self) -> None:
        with contextlib.suppress(ConnectionError):  # who asked did not wait for the answer
            for line in self.rfile:
                self.wfile.write(json.dumps(self._answer(**json.loads(line))).encode() + b"\n")

    def _answer(self, room: str, until: float, caught_up: bool = False) -> dict[str, Any]:
        from interactions import rooms
        from simulation.storm.heldroom import stands

        loop = rooms.here_or_none()
        if loop is None:
            return {}
        if caught_up:
            rooms.catch_up(room)
        return asyncio.run_coroutine_threadsafe(stands(room, until), loop).result(PATIENCE)


class _Doors(ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True


def main(port: int, key: int) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "campaignlive.settings")
    import django

    django.setup()
    from django.core.management import call_command

    from interactions import rooms
    from simulation.storm.heldroom import HeldRoom

    rooms.LiveRoom = HeldRoom
    _what_is_won_keeps_its_id()
    with _Doors(("127.0.0.1", key), _Door) as doors:
        threading.Thread(target=doors.serve_forever, name="doors", daemon=True).start()
        call_command("serve", port=port)
        doors.shutdown()


def _what_is_won_keeps_its_id() -> None:
    """Also on its winner's sheet, where it has one drawn at random otherwise; the next interaction begins with it."""
    from turns import settlement

    add = settlement._add

    def add_as_won(cursor: Any, character_id: str, item: Any) -> None:
        settlement.new_id = lambda: item.id
        add(cursor, character_id, item)

    settlement._add = add_as_won


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
