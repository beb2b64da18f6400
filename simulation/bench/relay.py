"""The yardstick: an ASGI application without rules, rooms or journal, under the same server with the same settings.

Whatever one of the sockets under a path says is answered to all of them with one frame made beforehand.
`python -m simulation.bench.relay PORT BYTES`
"""

import gc
import sys
from collections import defaultdict
from typing import Any

import uvicorn

SEATS: dict[str, list[Any]] = defaultdict(list)
FRAME = ""


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """One socket; the path is its room."""
    if scope["type"] != "websocket":
        return
    await receive()
    await send({"type": "websocket.accept"})
    seats = SEATS[scope["path"]]
    seats.append(send)
    try:
        while (await receive())["type"] == "websocket.receive":
            message = {"type": "websocket.send", "text": FRAME}
            for seat in seats:
                await seat(message)
    finally:
        seats.remove(send)


def main() -> None:
    global FRAME
    port, size = int(sys.argv[1]), int(sys.argv[2])
    FRAME = '{"type":"update"}'.ljust(size)
    gc.collect()
    gc.freeze()
    gc.set_threshold(200_000, 50, 1000)
    uvicorn.run(
        application,
        host="127.0.0.1",
        port=port,
        ws="websockets-sansio",
        loop="uvloop",
        http="httptools",
        lifespan="off",
        backlog=2048,
        ws_max_size=128 * 1024,
        ws_per_message_deflate=False,
        ws_ping_interval=None,
        log_level="warning",
        access_log=False,
    )


if __name__ == "__main__":
    main()
