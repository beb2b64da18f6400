"""A table beside a Convex: what is collected goes to the stand-in, as the outbox holds it."""

from typing import Any

import pytest

from interactions.convex import arriving
from tests.convex.standin import Deployment
from tests.interactions.convex.reaching import Reaching
from tests.interactions.table import Table


@pytest.fixture
def reaching(convex: Deployment, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Reaching:
    """Convex is switched on, with chat, and nobody delivers but the test. It is waited for, however busy the machine is."""
    assert arriving.PATIENCE == 3
    monkeypatch.setattr(arriving, "PATIENCE", 60.0)
    settings.CONVEX_URL, settings.CONVEX_ADMIN_KEY = convex.url, convex.admin_key
    settings.CONVEX = {**settings.CONVEX, "chat": True}
    return Reaching(convex)


@pytest.fixture
def shipped(reaching: Reaching, live: Table) -> Table:
    """A live table with Convex switched on."""
    return live
