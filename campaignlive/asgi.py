"""The ASGI application: http to Django, sockets to the rooms, and the life of the process where the server tells of it."""

import os
from typing import Any

from campaignlive.onethread import one_thread

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "campaignlive.settings")
http = one_thread()

# Behind Django's set-up: these import models (pyproject.toml lets them).
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.sessions import CookieMiddleware

from campaignlive import carrying
from campaignlive.bodies import limited
from campaignlive.lost import nowhere
from interactions import rooms
from interactions.routing import websocket_urlpatterns

carrying.begin()


async def lifespan(scope: Any, receive: Any, send: Any) -> None:
    """Rooms begin with the server and are drained before it ends (uvicorn; under daphne they begin when first needed)."""
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            rooms.here()
        else:
            await rooms.stop(for_good=True)
        await send({"type": message["type"] + ".complete"})
        if message["type"] == "lifespan.shutdown":
            return


application = ProtocolTypeRouter(
    {
        "http": limited(http),
        "websocket": CookieMiddleware(URLRouter([*websocket_urlpatterns, *nowhere])),
        "lifespan": lifespan,
    }
)
