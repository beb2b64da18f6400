"""A Convex for tests: the local stand-in (docs/convex.md), or the deployment that CONVEX_URL and CONVEX_ADMIN_KEY name.

The fixture `convex` is either, empty where it is ours. A real deployment is neither emptied nor broken: tests name their own
documents, and those that need faults or restarts ask for `stand_in`, which skips there.
"""

import base64
import contextlib
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from convex.http_client import ConvexHttpClient

from tests.services import wait_for

ROOT = Path(__file__).resolve().parents[2]
FUNCTIONS = ROOT / "convex"
ADMIN_KEY = "dev|admin"
ISSUER = "https://identity.test"
ROWS_A_PAGE = 1000

Row = dict[str, Any]


class Deployment:
    """A deployment that tests may write to, real or not."""

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

    def rows(self, table: str, **fields: Any) -> list[Row]:
        """Every document of a table that has these values, the oldest first; read as `npx convex data` reads."""
        client, cursor, found = self.admin(), None, []
        while True:
            wanted = {"table": table, "order": "asc", "paginationOpts": {"cursor": cursor, "numItems": ROWS_A_PAGE}}
            page = client.query("_system/cli/tableData", wanted)
            found += [row for row in page["page"] if all(row.get(name) == value for name, value in fields.items())]
            if page["isDone"]:
                return found
            cursor = page["continueCursor"]

    def by_id(self, table: str, **fields: Any) -> dict[str, Row]:
        """The same by `externalId`; no id may be there twice."""
        rows = self.rows(table, **fields)
        found = {row["externalId"]: row for row in rows}
        assert len(found) == len(rows), f"an externalId is twice in {table}"
        return found


class StandIn(Deployment):
    """The stand-in as a process, which can be killed, started again at the same address, and made to fail."""

    def __init__(
        self, folder: Path, functions: Path = FUNCTIONS, *, keep: bool = False, options: tuple[str, ...] = ()
    ) -> None:
        super().__init__("", ADMIN_KEY)  # the address is known, and stays, once it has started
        self.output = folder / "output"
        self.control = ""
        state = ("--state", str(folder / "state")) if keep else ()
        main = ROOT / "convex-local" / "main.ts"
        self._command = ["node", "--import", "tsx", str(main), "--functions", str(functions), *state, *options]
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Returns when it has printed its addresses."""
        environment = {**os.environ, "PORT": self.url.rpartition(":")[2] or "0", "CONVEX_ADMIN_KEY": self.admin_key}
        with self.output.open("wb") as output:
            self._process = subprocess.Popen(
                self._command,
                cwd=ROOT,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        wait_for(self._is_up, "the Convex stand-in")

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
        requests.post(f"{self.control}/faults", json=wanted, timeout=10).raise_for_status()

    def faults(self) -> Row:
        """The fault of the moment, with the calls that it still has."""
        return requests.get(f"{self.control}/faults", timeout=10).json()

    def traffic(self) -> dict[str, dict[str, int]]:
        """`calls`, `requestBytes` and `replyBytes` by function, since the last reset."""
        return requests.get(f"{self.control}/traffic", timeout=10).json()

    def reset(self) -> None:
        """Forgets every document, every count and the fault."""
        self.fault("none")
        requests.post(f"{self.control}/reset", timeout=60).raise_for_status()

    def _is_up(self) -> bool:
        assert self._process and self._process.poll() is None, self.output.read_text()
        lines = self.output.read_text().splitlines(keepends=True)
        if len(lines) < 2 or not lines[1].endswith("\n"):
            return False
        address = lines[0].strip()
        assert self.url in ("", address), lines
        self.url = address
        self.control = lines[1].split()[1]
        return True

    def _end(self, how: str) -> None:
        if self._process:
            getattr(self._process, how)()
            self._process.wait()
            self._process = None


@contextlib.contextmanager
def standing_in(
    folder: Path, functions: Path = FUNCTIONS, *, keep: bool = False, options: tuple[str, ...] = ()
) -> Iterator[StandIn]:
    """A stand-in of one's own. Skips where node is missing."""
    if not shutil.which("node"):
        pytest.skip("node is not installed")
    stand_in = StandIn(folder, functions, keep=keep, options=options)
    stand_in.start()
    try:
        yield stand_in
    finally:
        stand_in.kill()


def named_deployment() -> Deployment | None:
    """The deployment of the environment, or None."""
    url, key = os.environ.get("CONVEX_URL"), os.environ.get("CONVEX_ADMIN_KEY")
    return Deployment(url.rstrip("/"), key) if url and key else None


@pytest.fixture(scope="session")
def shared_convex(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    """The deployment of the environment, or one stand-in for the whole session."""
    named = named_deployment()
    if named:
        yield named
        return
    with standing_in(tmp_path_factory.mktemp("convex"), keep=True) as stand_in:
        yield stand_in


@pytest.fixture
def convex(shared_convex: Deployment) -> Deployment:
    """A Convex with our functions; the stand-in is empty and without faults."""
    if isinstance(shared_convex, StandIn):
        shared_convex.reset()
    return shared_convex


@pytest.fixture
def stand_in(convex: Deployment) -> StandIn:
    """The same where it can be broken; skips on a real deployment."""
    if not isinstance(convex, StandIn):
        pytest.skip("a real deployment does not fail on demand")
    return convex
