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


def test_check_says_what_was_read_and_from_where(capsys: pytest.CaptureFixture[str]):
    call_command("check")
    said = capsys.readouterr().out
    for section, names in CHOICES.items():
        for name in names:
            assert f"{section}.{name} = " in said
