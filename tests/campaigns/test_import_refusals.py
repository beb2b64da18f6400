"""A file that is missing, truncated or foreign gives one clear sentence and changes nothing."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError
from django.db import OperationalError

from campaigns.belongings import Belongings
from campaigns.models import Item, Monster
from tests.campaigns.importing import REED_TALES, edit, everything, run

pytestmark = pytest.mark.django_db


def spoiled(folder: Path, *options: str) -> str:
    """The one sentence of a refused import, which changed nothing."""
    before = everything()
    with pytest.raises(CommandError) as refusal:
        run(folder, *options)
    assert everything() == before
    sentence = str(refusal.value)
    assert sentence.startswith("Nothing was imported. ")
    assert "\n" not in sentence
    return sentence


def test_a_missing_folder_is_refused(tmp_path: Path):
    assert "There is no folder" in spoiled(tmp_path / "nowhere")


EVERY_FILE = sorted(file.stem for file in REED_TALES.glob("*.json"))
# Without these the rest of the folder is whole: there are documents that have none of them.
DISPENSABLE = {"ConditionDescription", "Item", "MagicItem", "SpellCastingOption"}


@pytest.mark.parametrize("file", EVERY_FILE)
def test_a_truncated_file_is_refused(tales: Path, file: str):
    run(tales)
    content = (tales / f"{file}.json").read_bytes()
    (tales / f"{file}.json").write_bytes(content[:-40])
    assert f"{file}.json is not whole JSON" in spoiled(tales)


@pytest.mark.parametrize("file", EVERY_FILE)
@pytest.mark.parametrize("before", [True, False], ids=["imported-before", "never-imported"])
def test_a_missing_file_is_missed(tales: Path, file: str, before: bool):
    if before:
        run(tales)
    (tales / f"{file}.json").unlink()
    assert f"{file}.json" in spoiled(tales)


@pytest.mark.parametrize("file", [file for file in EVERY_FILE if file not in DISPENSABLE])
def test_a_file_that_the_others_need_is_missed_even_where_it_is_said_not_to_be_there(tales: Path, file: str):
    run(tales)
    (tales / f"{file}.json").unlink()
    assert f"{file}.json" in spoiled(tales, "--without", file)


@pytest.mark.parametrize("file", sorted(DISPENSABLE))
def test_what_nothing_needs_may_be_said_to_be_missing_and_takes_nothing_away(tales: Path, file: str):
    run(tales)
    rows = everything()
    (tales / f"{file}.json").unlink()
    assert f"Not in the folder: {file}.json" in run(tales, "--without", file)
    assert everything() == rows


def test_a_folder_with_nothing_to_import_is_refused(tales: Path):
    for file in EVERY_FILE:
        if file != "Document":
            (tales / f"{file}.json").unlink()
    assert "There is nothing to import" in spoiled(tales)
    (tales / "Document.json").write_text("[]")
    assert "Document.json names no document" in spoiled(tales)


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
    assert "which is not in CreatureAction.json: a file is missing or cut short" in spoiled(tales)


@pytest.mark.parametrize(
    ("file", "row", "column"),
    [
        ("CreatureTrait", 0, "parent"), ("SpellCastingOption", 0, "parent"), ("Item", 0, "weapon"), ("Spell", 0, "document"),
        ("MagicItem", 2, "armor"), ("WeaponPropertyAssignment", 1, "property"), ("ConditionDescription", 0, "document"),
    ],
)  # fmt: skip
def test_what_points_at_nothing_is_refused(tales: Path, file: str, row: int, column: str):
    edit(tales, f"{file}.json", lambda rows: rows[row]["fields"].update({column: "rt_nobody"}))
    assert f"of {file}.json belongs to “rt_nobody”" in spoiled(tales)


def test_a_row_that_stands_twice_and_differs_is_refused(tales: Path):
    edit(tales, "Creature.json", lambda rows: rows.append(rows[0] | {"fields": rows[0]["fields"] | {"name": "Cat"}}))
    assert "has “rt_reed-cat” twice, and not the same" in spoiled(tales)


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


@pytest.mark.parametrize(
    ("file", "column", "value"),
    [
        ("Spell", "level", 10), ("Spell", "school", "cooking"), ("Spell", "name", ""), ("Item", "cost", "-1"),
        ("Item", "weight", "1e400"), ("MagicItem", "cost", 10**30),
        ("Item", "weight", "much"), ("MagicItem", "name", "x" * 121), ("Armor", "ac_base", 31), ("Weapon", "range", -5),
    ],
)  # fmt: skip
def test_impossible_things_are_refused(tales: Path, file: str, column: str, value: Any):
    edit(tales, f"{file}.json", lambda rows: rows[0]["fields"].update({column: value}))
    assert spoiled(tales)  # in one sentence, having changed nothing


def test_however_long_a_value_is_the_sentence_is_short(tales: Path):
    """What is quoted of a foreign file would fill the terminal."""
    edit(tales, "Spell.json", lambda rows: rows[0].update({"model": "x" * 30_000}))
    sentence = spoiled(tales)
    assert "Spell.json" in sentence and len(sentence) < 600


def test_a_failure_while_writing_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch):
    def disk_full(*args: Any, **kwargs: Any) -> None:
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(Belongings, "run", disk_full)
    assert "The database refused" in spoiled(REED_TALES)
    assert not Monster.objects.exists()
    assert not Item.objects.exists()


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
