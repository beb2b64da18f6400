"""A Convex to send to, which nobody reaches unless a test says so."""

from typing import Any

import pytest


@pytest.fixture(autouse=True)
def convex(settings: Any) -> Any:
    """Switched on."""
    settings.CONVEX_URL = "http://127.0.0.1:9"
    settings.CONVEX_ADMIN_KEY = "dev|admin"
    return settings
