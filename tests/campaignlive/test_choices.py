"""What a site may choose, and what it is told of a choice that cannot be."""

from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command

from campaignlive.choices import CHOICES, read, values


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "campaignlive.toml"


def sentence(file: Path, text: str, **surroundings: str) -> str:
    file.write_text(text)
    with pytest.raises(ImproperlyConfigured) as wrong:
        read(file, surroundings)
    return str(wrong.value)


def test_without_a_file_the_defaults_count(file: Path):
    chosen = read(file, {})
    assert chosen["table"]["turn_time_limit"] == (90, "default")
    assert values(chosen["sockets"]) == {"rate": 30.0, "burst": 120.0}


def test_the_file_goes_before_the_defaults_and_the_environment_before_the_file(file: Path):
    file.write_text('[table]\nturn_time_limit = 120\ntime_warning = 10\nmissed_turns = "dm"')
    table = read(file, {"CAMPAIGNLIVE_TABLE_TIME_WARNING": "30", "CAMPAIGNLIVE_TABLE_RESOLUTION_MODE": "auto"})["table"]
    assert table["turn_time_limit"] == (120, "campaignlive.toml")
    assert table["time_warning"] == (30, "CAMPAIGNLIVE_TABLE_TIME_WARNING")
    assert table["missed_turns"].value == "dm" and table["resolution_mode"].value == "auto"
    assert table["dm_grace"].source == "default"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[table\n", "no TOML"),
        ("[tables]\nrate = 1", "there are only [table], [sockets]"),
        ("table = 3", "there are only [table], [sockets]"),
        ("[table]\nturn_limit = 1", "turn_limit in [table]"),
        ("[table]\nturn_time_limit = -1", "from 0 to 86400, not -1"),
        ("[table]\nturn_time_limit = 1.5", "a whole number"),
        ("[table]\nturn_time_limit = true", "not True"),
        ('[table]\nturn_time_limit = "90"', "a whole number"),
        ('[table]\nmissed_turns = "never"', "one of auto, dm, off, not 'never'"),
        ("[sockets]\nrate = nan", "a number from 0.1"),
        ("[sockets]\nburst = inf", "a number from 1"),
        ("[convex]\nchat = 1", "chat of campaignlive.toml must be true or false, not 1"),
    ],
)
def test_a_choice_that_cannot_be_is_named_in_one_sentence(file: Path, text: str, said: str):
    assert said in sentence(file, text)


@pytest.mark.parametrize("value", ["many", "-3", "1e9", "nan"])
def test_so_is_one_in_the_environment(file: Path, value: str):
    assert "CAMPAIGNLIVE_SOCKETS_RATE" in sentence(file, "", CAMPAIGNLIVE_SOCKETS_RATE=value)


@pytest.mark.parametrize(("said", "meant"), [("yes", True), ("Off", False), ("1", True)])
def test_yes_and_no_have_words_in_the_environment(file: Path, said: str, meant: bool):
    assert read(file, {"CAMPAIGNLIVE_CONVEX_CHAT": said})["convex"]["chat"].value is meant


def test_but_not_any_word(file: Path):
    assert "must be true or false, not 'maybe'" in sentence(file, "", CAMPAIGNLIVE_CONVEX_CHAT="maybe")


def test_the_file_of_the_project_holds_the_defaults(settings: Any):
    chosen = read(settings.BASE_DIR / "campaignlive.toml", {})
    for section, names in CHOICES.items():
        assert values(chosen[section]) == {name: choice.default for name, choice in names.items()}
        assert {one.source for one in chosen[section].values()} == {"campaignlive.toml"}


def test_check_says_what_was_read_and_from_where(file: Path, settings: Any, capsys: pytest.CaptureFixture[str]):
    file.write_text('[table]\nturn_time_limit = 120\nmissed_turns = "dm"\n[convex]\nchat = true')
    settings.CHOICES_FILE = file
    settings.CHOSEN = read(file, {"CAMPAIGNLIVE_TABLE_DM_GRACE": "7", "CAMPAIGNLIVE_CONVEX_CHAT": "off"})
    call_command("check")
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "Choices, from campaignlive.toml:"
    read_otherwise = {
        "table.turn_time_limit": "120 (campaignlive.toml)",
        "table.missed_turns": "dm (campaignlive.toml)",
        "table.dm_grace": "7 (CAMPAIGNLIVE_TABLE_DM_GRACE)",
        "convex.chat": "False (CAMPAIGNLIVE_CONVEX_CHAT)",
    }
    assert said[1 : 1 + sum(map(len, CHOICES.values()))] == [
        f"  {section}.{name} = {read_otherwise.get(f'{section}.{name}', f'{choice.default} (default)')}: {choice.meaning}"
        for section, names in CHOICES.items()
        for name, choice in names.items()
    ]


def test_check_says_where_there_is_no_file(file: Path, settings: Any, capsys: pytest.CaptureFixture[str]):
    settings.CHOICES_FILE = file
    call_command("check")
    assert capsys.readouterr().out.startswith("Choices (there is no campaignlive.toml):\n")


def test_a_misspelt_choice_is_told_what_it_is_near_to(file: Path):
    assert sentence(file, "[table]\nturn_limit = 1").endswith("no such choice. Did you mean turn_time_limit?")
    assert sentence(file, "[table]\nwallpaper = 1").endswith("there is no such choice.")


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path):
    with pytest.raises(ImproperlyConfigured, match=r"cannot be read: Is a directory\.$"):
        read(tmp_path, {})
