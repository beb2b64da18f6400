"""The same program on PostgreSQL and Redis."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from channels.layers import ChannelLayerManager
from django.conf import settings

from tests import services

pytestmark = pytest.mark.process


def test_every_migration_runs_on_postgresql():
    with services.postgresql() as url:
        migrated = _manage("migrate", "--verbosity", "0", DATABASE_URL=url)
        assert migrated.returncode == 0, migrated.stderr
        assert _manage("migrate", "--check", DATABASE_URL=url).returncode == 0


async def test_two_processes_hear_each_other_through_redis(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    with services.redis(tmp_path) as url:
        layers = {"default": {"BACKEND": "channels_redis.core.RedisChannelLayer", "CONFIG": {"hosts": [url]}}}
        monkeypatch.setattr(settings, "CHANNEL_LAYERS", layers)
        one, other = ChannelLayerManager()["default"], ChannelLayerManager()["default"]
        await other.group_add("alerts", "specific.bram")
        await one.group_send("alerts", {"type": "your.turn"})
        assert await other.receive("specific.bram") == {"type": "your.turn"}
        await one.close_pools()
        await other.close_pools()


def _manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, settings.BASE_DIR / "manage.py", *arguments]
    return subprocess.run(command, env=os.environ | environment, capture_output=True, text=True, timeout=300)
