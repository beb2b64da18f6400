"""People who watch a fight in Convex through its official JavaScript client, and what they saw."""

import base64
import json
import subprocess
import time
from threading import Thread
from typing import Any

from simulation.processes import ROOT
from simulation.shipping.standin import ISSUER, StandIn
from simulation.storm.canaries import Canaries
from simulation.storm.stage import Play, Seats

STATUS = "liveSystem:getLiveInteractionStatus"


class Watch:
    """The DM, a player, the spectator, an outsider and nobody, each with a client of her own. `stop` before you ask."""

    def __init__(self, stand_in: StandIn, seats: Seats, play: Play) -> None:
        self._canaries: Canaries = play.canaries
        self.ids = {
            "dm": seats.dm.user_id,
            "player": seats.players[0].user_id,
            "spectator": seats.watcher.user_id,
            "outsider": seats.outsider.user_id,
            "nobody": "",
        }
        command = ["node", str(ROOT / "simulation" / "shipping" / "watch.js"), stand_in.url]
        self._process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert self._process.stdin is not None
        for name, user_id in self.ids.items():
            wanted = {"name": name, "interactionId": play.id, "campaignId": seats.campaign_id}
            wanted["token"] = token(user_id) if user_id else ""
            self._process.stdin.write(json.dumps(wanted).encode() + b"\n")
        self._process.stdin.flush()
        self.lines: list[bytes] = []
        self._listening = Thread(target=self._listen, daemon=True)
        self._listening.start()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self.lines.append(line)

    def wait_until(self, name: str, live_status: str, seconds: float = 120) -> bool:
        """Until this person has seen it in that status."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if any(seen.get("liveStatus") == live_status for seen in self.statuses(name)):
                return True
            time.sleep(0.05)
        return False

    def stop(self) -> None:
        self._process.kill()
        self._process.wait()
        self._listening.join()

    def seen(self, name: str, query: str) -> list[Any]:
        """All that this person was told by a query, in order."""
        wanted = f"{name}\t{query}\t".encode()
        return [json.loads(line[len(wanted) :]) for line in list(self.lines) if line.startswith(wanted)]

    def statuses(self, name: str) -> list[dict[str, Any]]:
        return [seen for seen in self.seen(name, STATUS) if seen and "error" not in seen]

    def turns(self, name: str) -> int:
        """How many different turns she has seen under way."""
        return len({seen.get("turnNumber") for seen in self.statuses(name) if seen.get("currentTurn")})

    def leaks(self) -> list[str]:
        """Secrets that somebody was told whom they are not meant for; what the DM saw of them shows that there were any."""
        found = []
        for line in self.lines:
            name, query, value = line.split(b"\t", 2)
            for secret in self._canaries.look(self.ids[name.decode()], value):
                found.append(f"{name.decode()} was told {secret} by {query.decode()}")
        return found


def token(user_id: str) -> str:
    """Of ours, for the stand-in, which looks at no signature."""
    claims = {"iss": ISSUER, "sub": user_id, "iat": int(time.time()) - 60, "exp": int(time.time()) + 3600}
    parts = [
        base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in ({"alg": "none"}, claims)
    ]
    return f"{'.'.join(parts)}.c2lnbmVk"
