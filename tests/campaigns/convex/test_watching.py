"""The triggers are where they should be, whatever migrations have done; and looks at the same time lose nothing."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from campaigns.convex import collecting
from campaigns.convex.collecting import Overtaken, collect
from campaigns.convex.kinds import kinds
from campaigns.convex.watching import Watched, missing, statements, undoing
from campaigns.models import Campaign, ContentChange, Counterpart, Monster
from sync.models import OutboxEntry
from tests import services
from tests.process.serving import ROOT, surroundings

WATCHED = [watched for kind in kinds().values() for watched in kind.watched]


def test_every_watched_table_has_its_triggers_after_all_migrations(db: None):
    assert missing(WATCHED) == []


def test_names_are_short_enough_for_postgresql_and_no_two_alike():
    names = [watched.name for watched in WATCHED]
    assert len(set(names)) == len(names)
    assert max(map(len, names)) <= 63


def test_a_table_made_anew_is_missed(db: None):
    watched = Watched("campaigns_npc", "npcs")
    with connection.cursor() as cursor:
        for statement in undoing(watched, connection.vendor):
            cursor.execute(statement)
        assert missing(WATCHED)
        for statement in statements(watched, connection.vendor):
            cursor.execute(statement)
    assert missing(WATCHED) == []


def test_an_update_of_other_columns_of_an_account_is_not_noted(mira: Any):
    ContentChange.objects.all().delete()
    mira.save(update_fields=["last_login", "email"])
    assert not ContentChange.objects.exists()
    mira.first_name = "Mira"
    mira.save()
    assert [(note.kind, note.row_id) for note in ContentChange.objects.all()] == [("users", str(mira.pk))]


def test_an_account_that_is_shut_goes_out_as_shut(mira: Any):
    ContentChange.objects.all().delete()
    assert kinds()["users"].read([str(mira.pk)])[str(mira.pk)].fields == {"name": "mira"}
    mira.is_active = False
    mira.save()
    assert ContentChange.objects.get().row_id == str(mira.pk)
    assert kinds()["users"].read([str(mira.pk)])[str(mira.pk)].fields == {"name": "mira", "inactive": True}


def test_a_change_while_a_document_is_made_goes_out_next_time(campaign: Campaign, monkeypatch: Any, shipped: Any):
    shipped()
    Monster.objects.update(name="First")
    kind = kinds()["monsters"]
    made = kind.read(["wolf"])
    Monster.objects.update(name="Second")  # behind the reading, before the writing
    notes = list(ContentChange.objects.values_list("pk", flat=True))
    monkeypatch.setattr(collecting, "contents", lambda keys: {("monsters", id): made[id] for _, id in keys})
    collecting._ship([("monsters", "wolf")], notes[:1])
    monkeypatch.undo()
    assert "First" in OutboxEntry.objects.get().operations
    collect()
    assert "Second" in OutboxEntry.objects.get().operations


def test_much_to_do_is_done_bit_by_bit(campaign: Campaign, monkeypatch: Any):
    """Until there is nothing left, and a portion at least each time."""
    monkeypatch.setattr(collecting, "AT_MOST", -1.0)
    monkeypatch.setattr(collecting, "PORTION", 2)
    assert collect() == 2
    while collect():
        pass
    assert not ContentChange.objects.exists()
    assert OutboxEntry.objects.filter(key="content:monsters:wolf").exists()


def test_whoever_is_overtaken_leaves_everything_as_it_is(campaign: Campaign, monkeypatch: Any, shipped: Any):
    shipped()
    Monster.objects.update(name="First")
    seen = collecting.counterparts([("monsters", "wolf")])
    Counterpart.objects.filter(kind="monsters").update(revision=2**50)  # somebody else was faster
    monkeypatch.setattr(collecting, "counterparts", _once(seen, collecting.counterparts))
    with pytest.raises(Overtaken):
        collecting._ship([("monsters", "wolf")], list(ContentChange.objects.values_list("pk", flat=True)))
    assert ContentChange.objects.exists()
    assert not OutboxEntry.objects.exists()


def _once(first: Any, then: Any) -> Any:
    """Answers with what was there at first, and later with what is there."""
    answers = iter([first])
    return lambda keys: next(answers, None) or then(keys)


def told(program: str, database: Path, **env: str) -> list[str]:
    """What a program in a process of its own has printed, word by word."""
    command = [sys.executable, "-c", "import django; django.setup()\n" + program]
    env = surroundings(database, DJANGO_SETTINGS_MODULE="campaignlive.settings", **env)
    return subprocess.run(command, cwd=ROOT, env=env, check=True, stdout=subprocess.PIPE, text=True).stdout.split()


THERE_AND_BACK = """
from django.core.management import call_command
for target in ([], ["0003"], []):
    call_command("migrate", "campaigns", *target, verbosity=0)
"""


def test_the_migration_goes_there_and_back(tmp_path: Path):
    told(THERE_AND_BACK + "print('well')", tmp_path / "db.sqlite3")


@pytest.mark.process
def test_on_postgresql_every_table_is_watched_too(tmp_path: Path):
    with services.postgresql() as url:
        said = told(
            THERE_AND_BACK + ON_POSTGRESQL, tmp_path / "unused", DATABASE_URL=url, CONVEX_URL="http://127.0.0.1:9"
        )
    assert said == ["[]", "True", "0", "monsters", "monsters", "npcs", "4"]


ON_POSTGRESQL = """
call_command("migrate", verbosity=0)
call_command("seed_demo", verbosity=0, stdout=open("/dev/null", "w"))
from campaigns.convex.collecting import collect
from campaigns.convex.kinds import kinds
from campaigns.convex.watching import missing
from campaigns.models import ContentChange, Counterpart, CreatureAttack, Membership, Monster, NPC
print(missing([watched for kind in kinds().values() for watched in kind.watched]))
print(collect() > 20)
print(ContentChange.objects.count())
attack = CreatureAttack.objects.filter(monster__isnull=False).first()
CreatureAttack.objects.filter(pk=attack.pk).update(monster=None, npc=NPC.objects.first())
Monster.objects.filter(pk=attack.monster_id).update(xp=3)
print(*sorted(note.kind for note in ContentChange.objects.all()))
Membership.objects.filter(role="player").first().delete()
print(collect())
"""
