"""What every test stands on.

The browser tests in journeys/ need a process without pytest-asyncio: `pytest -p no:asyncio tests/journeys`.
"""

from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings

from tests.convex.standin import ANYWAY, NAMED
from tests.convex.standin import convex as convex
from tests.convex.standin import empty_convex as empty_convex
from tests.convex.standin import shared_convex as shared_convex
from tests.convex.standin import stand_in as stand_in

SAID = pytest.StashKey[str]()
"""What is to be said of a Convex of the surroundings that is not used."""
JOURNEYS = Path(__file__).parent / "journeys"

# How long an example takes says how busy the machine is.
hypothesis.settings.register_profile(
    "unhurried", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("unhurried")


def pytest_configure(config: pytest.Config) -> None:
    """Not with each test: all static files listed for a new browser, a whole flush. And nobody is too fast for tests that
    do not ask for it.
    """
    from tests import emptying  # behind Django's set-up
    from tests.convex import named

    there, anyway, config.stash[SAID] = named.take_out()
    if there is not None:
        config.stash[NAMED], config.stash[ANYWAY] = there, anyway
        named.number_accounts()
    emptying.instead_of_flush()
    settings.WHITENOISE_AUTOREFRESH = True
    settings.API_RATES = dict.fromkeys(settings.API_RATES)
    settings.CONVEX_URL = ""  # whatever the surroundings say: a test that wants one says so


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leaves the browser tests out where their playwright would meet pytest-asyncio's event loop."""
    return True if collection_path == JOURNEYS and config.pluginmanager.hasplugin("asyncio") else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On a deployment those alone that talk to it."""
    if NAMED in config.stash:
        meant = [item for item in items if "shared_convex" in getattr(item, "fixturenames", ())]
        config.hook.pytest_deselected(items=[item for item in items if item not in set(meant)])
        items[:] = meant


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if config.stash[SAID]:
        terminalreporter.write_line(config.stash[SAID])


def pytest_report_header(config: pytest.Config) -> str | None:
    """Says so, lest somebody take their absence for a pass."""
    if not config.pluginmanager.hasplugin("asyncio"):
        return None
    return "browser tests: not in this process; pytest -p no:asyncio tests/journeys"


@pytest.fixture(autouse=True)
def names_of_its_own(pytestconfig: pytest.Config) -> None:
    """For what each test writes to a deployment, where it stays."""
    if NAMED in pytestconfig.stash:
        from tests.convex import named  # behind Django's set-up

        named.mark()


@pytest.fixture(autouse=True)
def every_frame_is_as_the_reference_says() -> Iterator[None]:
    """Fails a test in which a socket heard something that the generated reference does not have (tests/contract.py)."""
    from tests import contract  # behind Django's set-up

    contract.wrong.clear()
    yield
    contract.settle()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> None:
    """A test with transactions of its own empties the database behind itself. Content types and permissions stay in it: they
    are always the same, and making them anew took ten times as long as emptying all the rest."""
    from django.contrib.contenttypes.management import create_contenttypes  # behind Django's set-up
    from django.db import connection
    from django.db.models.signals import post_migrate

    kept, names = {"django_content_type", "auth_permission"}, connection.introspection.django_table_names
    connection.introspection.django_table_names = lambda *args, **options: [
        name for name in names(*args, **options) if name not in kept
    ]
    post_migrate.disconnect(create_contenttypes)
    post_migrate.disconnect(dispatch_uid="django.contrib.auth.management.create_permissions")
