"""A file that is missing, truncated or foreign gives one clear sentence and changes nothing."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError
from django.db import OperationalError

from campaigns.models import CreatureAttack, Monster
from tests.campaigns.importing import REED_TALES, edit, everything, run

pytestmark = pytest.mark.django_db


def spoiled(folder: Path) -> str:
    """The one sentence of a refused import, which changed nothing."""
    before = everything()
    with pytest.raises(CommandError) as refusal:
        run(folder)
    assert everything() == before
    sentence = str(refusal.value)
    assert sentence.startswith("Nothing was imported. ")
    assert "\n" not in sentence
    return sentence


def test_a_missing_folder_is_refused(tmp_path: Path):
    assert "There is no folder" in spoiled(tmp_path / "nowhere")


@pytest.mark.parametrize("file", ["Document", "Creature", "CreatureAction", "CreatureActionAttack"])
def test_a_missing_or_truncated_file_is_refused(tales: Path, file: str):
    run(tales)
    content = (tales / f"{file}.json").read_bytes()
    (tales / f"{file}.json").write_bytes(content[:-40])
    assert f"{file}.json is not whole JSON" in spoiled(tales)
    (tales / f"{file}.json").unlink()
    assert f"{file}.json cannot be read" in spoiled(tales)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b'[{"x": ' + b"[" * 100_000, b"hello", b"GIF89a"])
def test_what_is_no_json_is_refused(tales: Path, content: bytes):
    (tales / "Creature.json").write_bytes(content)
    assert "Creature.json is not whole JSON" in spoiled(tales)


@pytest.mark.parametrize(
    "content", [b"{}", b"[1]", b"null", b'[{"model": "x", "pk": "y", "fields": {}}]', b'[{"a": 1}]']
)
def test_foreign_json_is_refused(tales: Path, content: bytes):
    (tales / "Creature.json").write_bytes(content)
    assert "Creature.json is not in the open5e v2 fixture format" in spoiled(tales)


def test_the_wrong_file_in_the_right_place_is_refused(tales: Path):
    edit(tales, "CreatureActionAttack.json", lambda rows: rows[0].update(model="api_v2.spell"))
    assert "holds “api_v2.spell”" in spoiled(tales)


def test_a_file_cut_short_between_rows_is_noticed(tales: Path):
    edit(tales, "CreatureAction.json", lambda rows: rows.pop(0))
    assert "which is missing: a file is cut short" in spoiled(tales)
    edit(tales, "Creature.json", lambda rows: rows.clear())
    assert "holds no creature" in spoiled(tales)


def test_a_row_that_stands_twice_is_refused(tales: Path):
    edit(tales, "Creature.json", lambda rows: rows.append(rows[0]))
    assert "has “rt_reed-cat” twice" in spoiled(tales)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("size", "vast"), ("hit_points", 0), ("hit_points", None), ("armor_class", 999), ("walk", -5), ("name", ""),
        ("ability_score_strength", 31), ("challenge_rating", "lots"), ("damage_resistances", "cold"),
    ],
)  # fmt: skip
def test_impossible_values_are_refused_with_their_place(tales: Path, column: str, value: Any):
    edit(tales, "Creature.json", lambda rows: rows[1]["fields"].update({column: value}))
    assert f"$[1].fields.{column}" in spoiled(tales)


def test_a_failure_while_writing_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch):
    def disk_full(*args: Any, **kwargs: Any) -> None:
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(CreatureAttack.objects, "bulk_create", disk_full)
    assert "The database refused" in spoiled(REED_TALES)
    assert not Monster.objects.exists()


def test_the_command_line_gets_one_sentence_and_exit_code_1(tmp_path: Path):
    manage = Path(__file__).resolve().parents[2] / "manage.py"
    run = subprocess.run(
        [sys.executable, manage, "import_srd", tmp_path / "nowhere"], capture_output=True, text=True, check=False
    )
    assert run.returncode == 1
    assert run.stdout == ""
    assert run.stderr.strip().splitlines() == [
        f"CommandError: Nothing was imported. There is no folder {tmp_path / 'nowhere'}."
    ]
