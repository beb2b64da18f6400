"""A Convex to play against: the local stand-in (docs/convex.md) as a process, which can be killed, started again and broken."""

import base64
import contextlib
import json
import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import requests
from convex.http_client import ConvexHttpClient

from simulation.processes import ROOT, free_port

FUNCTIONS = ROOT / "convex"
ADMIN_KEY = "dev|admin"
ISSUER = "https://identity.test"
ROWS_A_PAGE = 1000
SECONDS_TO_START = 120

DELIVERY = {
    "CAMPAIGNLIVE_CONVEX_CHAT": "1",
    "CAMPAIGNLIVE_CONVEX_GATHER": "0.1",
    "CAMPAIGNLIVE_CONVEX_SNAPSHOT_EVERY": "0.5",
    "CAMPAIGNLIVE_CONVEX_LONGEST_WAIT": "0.3",
}
"""Of a node that delivers to it: it waits for nothing as long as elsewhere, and what is said at the tables goes there too."""

Row = dict[str, Any]


class Deployment:
    """A deployment that may be written to, real or not."""

    def __init__(self, url: str, admin_key: str) -> None:
        self.url = url
        self.admin_key = admin_key

    @property
    def environment(self) -> dict[str, str]:
        """What a process needs to find it."""
        return {"CONVEX_URL": self.url, "CONVEX_ADMIN_KEY": self.admin_key}

    def admin(self) -> ConvexHttpClient:
        """The official client with the admin key: may call internal functions."""
        client = ConvexHttpClient(self.url)
        client.set_admin_auth(self.admin_key)
        return client

    def person(self, subject: str, **claims: Any) -> ConvexHttpClient:
        """The official client acting as somebody, without a token; works on real deployments too."""
        identity = {"subject": subject, "issuer": ISSUER, "tokenIdentifier": f"{ISSUER}|{subject}", **claims}
        client = ConvexHttpClient(self.url)
        client.set_admin_auth(f"{self.admin_key}:{base64.b64encode(json.dumps(identity).encode()).decode()}")
        return client

    def read(self, table: str, *, order: str = "asc", at_once: int = ROWS_A_PAGE) -> Iterator[Row]:
        """Every document of a table, the oldest first (`desc`: the newest); as `npx convex data` reads."""
        client, cursor = self.admin(), None
        while True:
            wanted = {"table": table, "order": order, "paginationOpts": {"cursor": cursor, "numItems": at_once}}
            page = client.query("_system/cli/tableData", wanted)
            yield from page["page"]
            if page["isDone"]:
                return
            cursor = page["continueCursor"]

    def rows(self, table: str, **fields: Any) -> list[Row]:
        """Those that have these values, the oldest first."""
        return [row for row in self.read(table) if all(row.get(name) == value for name, value in fields.items())]

    def by_id(self, table: str, **fields: Any) -> dict[str, Row]:
        """The same by `externalId`; no id may be there twice."""
        rows = self.rows(table, **fields)
        found = {row["externalId"]: row for row in rows}
        assert len(found) == len(rows), f"an externalId is twice in {table}"
        return found


class StandIn(Deployment):
    """The stand-in, always at the same address. With `keep` its documents outlive the process; `surroundings` are variables
    of the deployment; `before` stands before its command, as `chrt` does."""

    def __init__(
        self,
        folder: Path,
        functions: Path = FUNCTIONS,
        *,
        keep: bool = False,
        options: tuple[str, ...] = (),
        before: tuple[str, ...] = (),
        **surroundings: str,
    ) -> None:
        super().__init__("", ADMIN_KEY)  # the address is known, and stays, once it has started
        self.output = folder / "output"
        self.control = ""
        self.process: subprocess.Popen[bytes] | None = None
        state = ("--state", str(folder / "state")) if keep else ()
        main = ROOT / "convex-local" / "main.ts"
        self._command = [*before, "node", "--import", "tsx", str(main), "--functions", str(functions), *state, *options]
        self._surroundings = surroundings

    def start(self, *options: str) -> None:
        """Returns when it has printed its addresses; `options` as --fault are of this start alone."""
        port = self.url.rpartition(":")[2] or str(free_port())
        environment = {**os.environ, **self._surroundings, "PORT": port, "CONVEX_ADMIN_KEY": self.admin_key}
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                [*self._command, *options],
                cwd=ROOT,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        until = time.monotonic() + SECONDS_TO_START
        while not self._is_up():
            if time.monotonic() > until:
                raise TimeoutError(f"The Convex stand-in did not come up in {SECONDS_TO_START} s.")
            time.sleep(0.05)

    def stop(self) -> None:
        """Lets it end by itself."""
        self._end("terminate")

    def kill(self) -> None:
        """Ends it as a crash would."""
        self._end("kill")

    def restart(self) -> None:
        self.kill()
        self.start()

    def fault(self, mode: str = "none", *, ms: int | None = None, times: int | None = None) -> None:
        """Fails from now on, for so many calls or for good.

        `down`, `slow` (`ms` before each call), `silent`, `503`, `429`, `loseReplies`; `none` ends it.
        """
        wanted = {"mode": mode, "ms": ms, "times": times}
        requests.post(f"{self.control}/faults", json=wanted, timeout=60).raise_for_status()

    def faults(self) -> Row:
        """The fault of the moment, with the calls that it still has."""
        return dict(requests.get(f"{self.control}/faults", timeout=60).json())

    def traffic(self) -> dict[str, dict[str, int]]:
        """`calls`, `requestBytes` and `replyBytes` by function, since the last reset."""
        return dict(requests.get(f"{self.control}/traffic", timeout=60).json())

    def reset(self) -> None:
        """Forgets every document, every count and the fault."""
        self.fault("none")
        requests.post(f"{self.control}/reset", timeout=60).raise_for_status()

    def _is_up(self) -> bool:
        assert self.process and self.process.poll() is None, self.output.read_text()
        lines = self.output.read_text().splitlines(keepends=True)
        if len(lines) < 2 or not lines[1].endswith("\n"):
            return False
        address = lines[0].strip()
        assert self.url in ("", address), lines
        self.url = address
        self.control = lines[1].split()[1]
        return True

    def _end(self, how: str) -> None:
        if self.process:
            getattr(self.process, how)()
            self.process.wait()
            self.process = None


@contextlib.contextmanager
def standing_in(folder: Path, functions: Path = FUNCTIONS, **more: Any) -> Iterator[StandIn]:
    """A stand-in of one's own, killed afterwards."""
    stand_in = StandIn(folder, functions, **more)
    stand_in.start()
    try:
        yield stand_in
    finally:
        stand_in.kill()
