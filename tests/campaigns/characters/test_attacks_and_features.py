"""Attacks and features on the pages of a sheet."""

from typing import Any

import pytest

from campaigns.models import (
    PlayerCharacter,
)
from tests.campaigns.characters.pages import Browser, at, filled, text


def test_an_attack_is_written_as_people_write_it(browser: Browser, aria: Any, sella: PlayerCharacter):
    client, path = browser(aria), at("edit_character", sella.pk, "attacks")
    more = {
        "new-1-name": "Fire Dart", "new-1-to_hit": "5", "new-1-damage": "1d10+2 fire and 3 cold",
        "new-1-reach": "0", "new-1-range_normal": "60",
    }  # fmt: skip
    assert client.post(path, {**filled(client, path), **more}).status_code == 302
    attack = sella.attacks.get()
    assert (attack.key, attack.kind, attack.range_normal) == ("fire-dart", "ranged", 60)
    assert attack.damage == [
        {"count": 1, "sides": 10, "bonus": 2, "type": "fire"},
        {"count": 0, "sides": 0, "bonus": 3, "type": "cold"},
    ]
    shown = text(client.get(at("character", sella.pk)))
    assert "+5 to hit, range 60 ft: 1d10+2 fire, 3 cold" in shown
    client.post(path, {**filled(client, path), **more})
    assert len(set(sella.attacks.values_list("key", flat=True))) == 2


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"damage": "2d7 fire"}, "2d7 is no roll of dice"),
        ({"damage": "1d6 rust"}, "is not a damage type"),
        ({"damage": "much"}, "Write it like"),
        ({"damage": ", ".join(["1d6 fire"] * 9)}, "at most eight"),
        ({"reach": "0"}, "An attack reaches somewhere"),
        ({"range_normal": "60", "range_long": "30"}, "cannot be shorter"),
        ({"to_hit": "31"}, "less than or equal to 30"),
        ({"name": ""}, "This field is required"),
    ],
)
def test_an_attack_that_makes_no_sense_is_refused(
    browser: Browser, aria: Any, sella: PlayerCharacter, more: dict[str, str], sentence: str
):
    client, path = browser(aria), at("edit_character", sella.pk, "attacks")
    sent = {"name": "Dart", "to_hit": "5", "damage": "1d4 piercing", "reach": "5", **more}
    answer = client.post(path, {**filled(client, path), **{f"new-1-{name}": value for name, value in sent.items()}})
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert not sella.attacks.exists()


def test_a_feature_is_written_changed_and_taken_away(browser: Browser, aria: Any, sella: PlayerCharacter):
    client, path = browser(aria), at("edit_character", sella.pk, "features")
    client.post(path, {**filled(client, path), "new-1-name": "Luck", "new-1-description": "<i>Once</i> a day."})
    luck = sella.features.get()
    assert "&lt;i&gt;Once&lt;/i&gt; a day." in text(client.get(at("character", sella.pk)))
    client.post(path, {**filled(client, path), f"row-{luck.pk}-uses": "1/Day"})
    luck.refresh_from_db()
    assert (luck.uses, luck.key) == ("1/Day", "luck")
    client.post(path, {**filled(client, path), f"row-{luck.pk}-remove": "on"})
    assert not sella.features.exists()
