"""What was changed here and in Convex is merged, or set aside until somebody decides; it is never lost without a word."""

from typing import Any

import pytest

from campaigns.convex.collecting import collect
from campaigns.convex.settling import settle
from campaigns.models import (
    Counterpart,
    CreatureAttack,
    Monster,
    PlayerCharacter,
    Quest,
)
from tests.campaigns.convex.web import Shipped, Web, pulled


def test_changes_of_different_fields_are_merged_and_go_out(web: Web, shipped: Shipped):
    PlayerCharacter.objects.update(xp=50)
    web.edits("playerCharacters", "sella", background="Sailor")
    assert web.receives(shipped()) == {"playerCharacters:sella": "conflict"}  # Convex does not let it through
    assert pulled(web) == [("playerCharacters “Sella”", "taken", "")]
    sella = PlayerCharacter.objects.get()
    assert (sella.xp, sella.background) == (50, "Sailor")
    assert web.receives(shipped()) == {"playerCharacters:sella": "applied"}
    row = web.row("playerCharacters", "sella")
    assert (row["xp"], row["background"]) == (50, "Sailor")


def test_changes_that_were_not_shipped_yet_are_merged_too(web: Web, shipped: Shipped):
    PlayerCharacter.objects.update(xp=50)
    web.edits("playerCharacters", "sella", background="Sailor")
    pulled(web)
    assert web.receives(shipped()) == {"playerCharacters:sella": "applied"}
    row = web.row("playerCharacters", "sella")
    assert (row["xp"], row["background"]) == (50, "Sailor")


def test_two_changes_of_one_field_are_a_conflict_until_somebody_decides(web: Web, shipped: Shipped):
    Monster.objects.update(name="Red Wolf")
    web.edits("monsters", "wolf", name="Grey Wolf")
    [(_, word, sentence)] = pulled(web)
    assert word == "conflict"
    assert sentence == "name is “Red Wolf” here and “Grey Wolf” in Convex."
    assert pulled(web) == []  # told once, and kept
    assert Monster.objects.get().name == "Red Wolf"
    assert shipped() == {}
    assert web.row("monsters", "wolf")["name"] == "Grey Wolf"


@pytest.mark.parametrize(("keep", "name"), [("local", "Red Wolf"), ("convex", "Grey Wolf")])
def test_whoever_decides_gets_it_on_both_sides(web: Web, shipped: Shipped, keep: Any, name: str):
    Monster.objects.update(name="Red Wolf")
    web.edits("monsters", "wolf", name="Grey Wolf")
    assert [word for _, word, _ in pulled(web)] == ["conflict"]
    settle(Counterpart.objects.get(kind="monsters").pk, keep)
    assert Monster.objects.get().name == name
    web.receives(shipped())
    assert web.row("monsters", "wolf")["name"] == name
    assert pulled(web) == []


def test_deleted_here_and_changed_there_is_a_conflict(web: Web, shipped: Shipped):
    Monster.objects.all().delete()
    web.edits("monsters", "wolf", name="Grey Wolf")
    assert web.receives(shipped()) == {"monsters:wolf": "conflict"}
    [(_, word, sentence)] = pulled(web)
    assert (word, sentence) == ("conflict", "It was deleted here and changed in Convex.")
    counterpart = Counterpart.objects.get(kind="monsters")
    settle(counterpart.pk, "convex")
    assert CreatureAttack.objects.get().monster.name == "Grey Wolf"  # whole, from the record
    Monster.objects.all().delete()
    assert web.receives(shipped()) == {"monsters:wolf": "applied"}


def test_deleted_here_stays_deleted_if_somebody_says_so(web: Web, shipped: Shipped):
    Monster.objects.all().delete()
    shipped()
    web.edits("monsters", "wolf", name="Grey Wolf")
    pulled(web)
    settle(Counterpart.objects.get(kind="monsters").pk, "local")
    assert web.receives(shipped()) == {"monsters:wolf": "applied"}
    assert web.row("monsters", "wolf")["deleted"] is True


def test_changed_here_and_deleted_there_is_a_conflict(web: Web):
    Quest.objects.update(name="Find another key")
    web.edits("quests", "quest", deleted=True)
    [(_, word, sentence)] = pulled(web)
    assert (word, sentence) == ("conflict", "It was deleted in Convex and changed here.")
    assert Quest.objects.exists()


def test_changes_that_wait_for_convex_are_told_from_edits_there(web: Web, shipped: Shipped):
    """Two of them, of which the second has taken the place of the first: Convex has heard of neither."""
    Monster.objects.update(xp=7)
    collect()
    Monster.objects.update(xp=8, alignment="evil")
    collect()
    web.edits("monsters", "wolf", name="Grey Wolf")
    assert [word for _, word, _ in pulled(web)] == ["taken"]
    assert Monster.objects.filter(xp=8, alignment="evil", name="Grey Wolf").exists()
    assert web.receives(shipped()) == {"monsters:wolf": "applied"}
    row = web.row("monsters", "wolf")
    assert (row["xp"], row["alignment"], row["name"]) == (8, "evil", "Grey Wolf")


def test_and_contradict_them_where_they_are_of_the_same_field(web: Web):
    for xp in (7, 8):
        Monster.objects.update(xp=xp)
        collect()
    web.edits("monsters", "wolf", xp=5)
    [(_, word, sentence)] = pulled(web)
    assert (word, sentence) == ("conflict", "xp is “8” here and “5” in Convex.")
