"""A Convex to send to, which nobody reaches unless a test says so."""

from typing import Any

import pytest


@pytest.fixture(autouse=True)
def switched_on(settings: Any) -> Any:
    settings.CONVEX_URL = "http://127.0.0.1:9"
    settings.CONVEX_ADMIN_KEY = "dev|admin"
    settings.CONVEX_COLLECTORS = []
    return settings
