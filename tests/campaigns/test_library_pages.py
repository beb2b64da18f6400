"""The library's pages: what one finds, in how many queries, who sees which, and copying."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from campaigns.models import Campaign, Condition, CreatureAttack, Feature, Item, Membership, Monster, Spell
from campaigns.roles import found_campaign
from tests.campaigns.test_copying import ORIGIN

KINDS = ("monsters", "spells", "items", "conditions")


def browser(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def shelf(db: None) -> None:
    """A few rows of every kind, in the library."""
    types = [
        ("Reed Heron", "beast", "0.250", "medium"),
        ("Mud Ogre", "giant", "2", "large"),
        ("Rust", "ooze", "12", "tiny"),
    ]
    for name, kind, rating, size in types:
        Monster.objects.create(
            name=name, creature_type=kind, challenge_rating=Decimal(rating), size=size, **origin("m", name)
        )
    for name, level, school, classes in [
        ("Reed Whisper", 0, "illusion", ["bard"]),
        ("Flood", 3, "evocation", ["druid", "wizard"]),
    ]:
        Spell.objects.create(name=name, level=level, school=school, classes=classes, **origin("s", name))
    for name, kind, rarity in [("Reed Flute", "gear", ""), ("Iron Crown", "magic", "rare")]:
        Item.objects.create(name=name, kind=kind, rarity=rarity, **origin("i", name))
    Condition.objects.create(name="Reed-bound", key="reed-bound", description="* You cannot move.", **origin("c", "x"))


def origin(kind: str, name: str) -> dict[str, str]:
    return {**ORIGIN, "source_key": f"reed_{kind}_{name}"}


def names(answer: Any) -> list[str]:
    return [row.name for row in answer.context["page"].object_list]


def look(person: Any, kind: str, **asked: Any) -> list[str]:
    return names(browser(person).get(reverse("library_kind", args=[kind]), asked))


def test_the_library_is_for_anybody_who_is_signed_in(shelf: None, client: Client, otto: Any):
    paths = [reverse("library"), *(reverse("library_kind", args=[kind]) for kind in KINDS)]
    assert [browser(otto).get(path).status_code for path in paths] == [200] * 5
    assert {client.get(path).status_code for path in paths} == {302}


def test_one_name_is_looked_up_in_all_kinds(shelf: None, otto: Any):
    page = browser(otto).get(reverse("library"), {"q": "reed"}).content.decode()
    for name in ("Reed Heron", "Reed Whisper", "Reed Flute", "Reed-bound"):
        assert name in page
    assert "Mud Ogre" not in page


def test_names_that_begin_with_it_come_first(shelf: None, otto: Any):
    Monster.objects.create(name="A Mudman")
    assert look(otto, "monsters", q="mud") == ["Mud Ogre", "A Mudman"]


@pytest.mark.parametrize(
    ("kind", "asked", "found"),
    [
        ("monsters", {}, ["Mud Ogre", "Reed Heron", "Rust"]),
        ("monsters", {"least": "0.25", "most": "2"}, ["Mud Ogre", "Reed Heron"]),
        ("monsters", {"least": "3"}, ["Rust"]),
        ("monsters", {"most": "0"}, []),
        ("monsters", {"type": "giant"}, ["Mud Ogre"]),
        ("monsters", {"size": "tiny"}, ["Rust"]),
        ("monsters", {"size": "tiny", "type": "giant"}, []),
        ("spells", {"level": "0"}, ["Reed Whisper"]),
        ("spells", {"school": "evocation"}, ["Flood"]),
        ("spells", {"of_class": "wizard"}, ["Flood"]),
        ("spells", {"of_class": "bard", "level": "3"}, []),
        ("items", {"item_kind": "gear"}, ["Reed Flute"]),
        ("items", {"rarity": "rare"}, ["Iron Crown"]),
        ("conditions", {"q": "bound"}, ["Reed-bound"]),
    ],
)
def test_filters_narrow_what_is_found(shelf: None, otto: Any, kind: str, asked: dict[str, str], found: list[str]):
    assert look(otto, kind, **asked) == found


@pytest.mark.parametrize(
    ("kind", "asked"),
    [
        ("monsters", {"least": "many", "size": "enormous", "type": "'; --"}),
        ("spells", {"level": "11", "of_class": "plumber"}),
        ("items", {"rarity": "x", "page": "-7"}),
        ("conditions", {"q": "%_\\", "page": "many"}),
    ],
)
def test_what_makes_no_sense_narrows_nothing_and_breaks_nothing(shelf: None, otto: Any, kind: str, asked: Any):
    answer = browser(otto).get(reverse("library_kind", args=[kind]), asked)
    assert answer.status_code == 200
    assert bool(answer.context["form"].errors) is (kind != "conditions")


def test_there_is_no_fifth_kind(otto: Any):
    for path in ("/library/gods/", "/library/gods/x/", "/library/monsters/x/", "/library/spells/x/"):
        assert browser(otto).get(path).status_code == 404


@pytest.fixture
def own(campaign: Campaign) -> Campaign:
    """Something of every kind that belongs to Mira's campaign."""
    Monster.objects.create(id="own-m", campaign=campaign, name="Own Monster", dm_notes="CANARY")
    Spell.objects.create(id="own-s", campaign=campaign, name="Own Spell", school="illusion")
    Item.objects.create(id="own-i", campaign=campaign, name="Own Item")
    Condition.objects.create(id="own-c", campaign=campaign, name="Own Condition", key="own")
    return campaign


def ids() -> list[tuple[str, str]]:
    return list(zip(KINDS, ("own-m", "own-s", "own-i", "own-c"), strict=True))


@pytest.mark.parametrize(
    ("role", "seen"),
    [
        ("owner", {"own-m", "own-s", "own-i", "own-c"}),
        ("co_dm", {"own-m", "own-s", "own-i", "own-c"}),
        ("player", {"own-s", "own-c"}),
        ("spectator", {"own-s", "own-c"}),
        (None, set()),
    ],
)
def test_what_belongs_to_a_campaign_is_seen_by_the_table_of_roles(
    shelf: None, own: Campaign, mira: Any, otto: Any, role: str | None, seen: set[str]
):
    person = mira if role == "owner" else otto
    if role and role != "owner":
        own.memberships.create(user=otto, role=role)
    client = browser(person)
    assert {id for kind, id in ids() if client.get(reverse("library_one", args=[kind, id])).status_code == 200} == seen
    for kind, id in ids():
        listed = {row.pk for row in client.get(reverse("library_kind", args=[kind]), {"own": "on"}).context["page"]}
        assert (id in listed) is (id in seen)
        assert id not in {row.pk for row in client.get(reverse("library_kind", args=[kind])).context["page"]}
    glance = client.get(reverse("library"), {"own": "on"}).content.decode()
    assert ("Own Monster" in glance) is ("own-m" in seen)


def test_the_types_of_foreign_monsters_are_not_offered(shelf: None, own: Campaign, mira: Any, otto: Any):
    Monster.objects.create(campaign=own, name="x", creature_type="canary")
    at = reverse("library_kind", args=["monsters"])
    assert "Canary" in browser(mira).get(at).content.decode()
    assert "Canary" not in browser(otto).get(at).content.decode()


def test_notes_of_the_dms_are_for_the_dms(own: Campaign, mira: Any, otto: Any):
    library = Monster.objects.create(name="Heron", dm_notes="CANARY")
    at = reverse("library_one", args=["monsters", "own-m"])
    assert "CANARY" in browser(mira).get(at).content.decode()
    for person in (mira, otto):
        page = browser(person).get(reverse("library_one", args=["monsters", library.pk])).content.decode()
        assert "CANARY" not in page


def test_a_stat_block_has_everything(otto: Any):
    heron = Monster.objects.create(
        name="Iron Heron", size="large", creature_type="construct", alignment="unaligned", armor_class=15, hit_points=30,
        speed_fly=60, strength=18, saves={"strength": 6}, skills={"perception": 4}, senses={"darkvision": 60},
        languages="Old Reed", damage_immunities=["poison"], challenge_rating=Decimal("0.5"), xp=100, legendary_uses=3,
        description="It *rusts*.", **ORIGIN,
    )  # fmt: skip
    damage = [{"count": 2, "sides": 6, "bonus": 4, "type": "piercing"}]
    CreatureAttack.objects.create(monster=heron, key="beak", name="Beak", to_hit=6, reach=10, damage=damage)
    for kind in ("trait", "action", "bonus_action", "reaction", "legendary_action", "lair_action"):
        Feature.objects.create(monster=heron, kind=kind, key=kind, name=f"Its {kind}", description="**Words.**")
    page = browser(otto).get(reverse("library_one", args=["monsters", heron.pk])).content.decode()
    for words in (
        "Iron Heron", "Large Construct, unaligned", "30 ft., Fly 60 ft.", "Perception +4", "Darkvision 60 ft.", "Old Reed",
        "1/2 (XP 100; PB +2)", "Melee Attack Roll: +6, reach 10 ft. Hit: 11 (2d6 + 4) Piercing damage.", "3 uses.",
        "Traits", "Bonus Actions", "Reactions", "Legendary Actions", "Lair Actions", "<strong>Words.</strong>",
        "It <em>rusts</em>.",
    ):  # fmt: skip
        assert words in page, words


@pytest.mark.parametrize("kind", KINDS)
def test_source_licence_and_attribution_are_shown_wherever_rows_are(shelf: None, otto: Any, kind: str):
    client = browser(otto)
    listing = client.get(reverse("library_kind", args=[kind]))
    row = listing.context["page"].object_list[0]
    one = client.get(reverse("library_one", args=[kind, row.pk]))
    for answer in (listing, one, client.get(reverse("library"))):
        page = answer.content.decode()
        for words in ("Tales from the Reeds", "CC BY 4.0", "Written by the reed cutters."):
            assert words in page


def test_what_is_written_into_a_row_cannot_be_more_than_text(otto: Any):
    Monster.objects.create(
        id="sly", name="<script>x</script>", description="<script>y</script>", attribution="<script>z</script>"
    )
    client = browser(otto)
    for path in (reverse("library_one", args=["monsters", "sly"]), reverse("library_kind", args=["monsters"])):
        page = client.get(path).content.decode()
        assert "<script>x" not in page and "<script>y" not in page and "<script>z" not in page


@pytest.mark.parametrize("kind", KINDS)
def test_a_list_costs_the_same_however_long_it_is(
    shelf: None, own: Campaign, mira: Any, kind: str, django_assert_max_num_queries: Any
):
    Monster.objects.bulk_create(Monster(name=f"Beast {n}", source_key=f"beast-{n}") for n in range(1_000))
    Item.objects.bulk_create(Item(name=f"Thing {n}", source_key=f"thing-{n}") for n in range(200))
    client = browser(mira)
    at = reverse("library_kind", args=[kind])
    with django_assert_max_num_queries(5):  # session, user, types, count, page
        answer = client.get(at, {"own": "on", "page": "2"})
    assert answer.status_code == 200
    with django_assert_max_num_queries(10):
        client.get(reverse("library"), {"own": "on"})


def test_one_costs_a_handful_of_queries(otto: Any, django_assert_max_num_queries: Any):
    heron = Monster.objects.create(name="Heron")
    for n in range(30):
        CreatureAttack.objects.create(monster=heron, key=f"a{n}", name="A")
        Feature.objects.create(monster=heron, key=f"f{n}", name="F")
    client = browser(otto)
    with django_assert_max_num_queries(7):
        client.get(reverse("library_one", args=["monsters", heron.pk]))


def test_pages_follow_each_other_with_what_was_asked(otto: Any):
    Monster.objects.bulk_create(Monster(name=f"Beast {n:03}", size="large", source_key=f"b{n}") for n in range(70))
    client = browser(otto)
    at = reverse("library_kind", args=["monsters"])
    first = client.get(at, {"size": "large"})
    assert len(names(first)) == 30
    assert "?size=large&amp;page=2" in first.content.decode()
    last = client.get(at, {"size": "large", "page": "3"})
    assert names(last)[-1] == "Beast 069"
    assert "70 found: 61 to 70." in last.content.decode()


def copy_to(client: Client, campaign: Campaign | str, kind: str, id: str) -> Any:
    chosen = campaign if isinstance(campaign, str) else campaign.pk
    return client.post(reverse("library_copy", args=[kind, id]), {"campaign": chosen}, follow=True)


def test_a_dm_copies_into_a_campaign_and_sees_the_copy(shelf: None, campaign: Campaign, mira: Any):
    heron = Monster.objects.get(name="Reed Heron")
    client = browser(mira)
    assert "Salt and Ash" in client.get(reverse("library_one", args=["monsters", heron.pk])).content.decode()
    page = copy_to(client, campaign, "monsters", heron.pk).content.decode()
    fresh = campaign.monsters.get()
    assert "is now in “Salt and Ash”" in page
    assert "A copy from" in page and "Written by the reed cutters." in page
    assert (fresh.name, fresh.attribution) == ("Reed Heron", ORIGIN["attribution"])


def test_players_are_not_offered_to_copy_and_are_refused(shelf: None, campaign: Campaign, aria: Any):
    heron = Monster.objects.get(name="Reed Heron")
    client = browser(aria)
    assert "copy-campaign" not in client.get(reverse("library_one", args=["monsters", heron.pk])).content.decode()
    assert "Only the DMs of" in copy_to(client, campaign, "monsters", heron.pk).content.decode()
    assert not campaign.monsters.exists()


@pytest.mark.parametrize("where", ["elsewhere", "", "\0", "own"])
def test_nobody_copies_into_what_they_do_not_belong_to(shelf: None, campaign: Campaign, otto: Any, where: str):
    heron = Monster.objects.get(name="Reed Heron")
    chosen = campaign.pk if where == "own" else where
    assert copy_to(browser(otto), chosen, "monsters", heron.pk).status_code == 404
    assert not campaign.monsters.exists()


def test_what_one_cannot_see_is_not_copied(own: Campaign, otto: Any):
    mine = found_campaign("Mine", otto)
    for kind, id in ids():
        assert copy_to(browser(otto), mine, kind, id).status_code == 404
    Membership.objects.create(campaign=own, user=otto, role="player")
    assert copy_to(browser(otto), mine, "spells", "own-s").status_code == 200
    assert mine.spells.get().name == "Own Spell"


def test_a_second_copy_of_a_condition_is_a_sentence(shelf: None, campaign: Campaign, mira: Any):
    bound = Condition.objects.get(campaign=None)
    copy_to(browser(mira), campaign, "conditions", bound.pk)
    assert "has the condition" in copy_to(browser(mira), campaign, "conditions", bound.pk).content.decode()
