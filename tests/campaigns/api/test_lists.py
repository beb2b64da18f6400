"""Lists: narrowed, searched, ordered and cut into pages that hold together, at a cost that does not grow with them."""

from base64 import urlsafe_b64encode
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns.models import (
    NPC,
    Campaign,
    Condition,
    InventoryEntry,
    Item,
    Location,
    Map,
    Membership,
    Monster,
    PlayerCharacter,
    Quest,
    Spell,
)
from campaigns.roles import found_campaign
from tests.campaigns.api.conftest import Browser


def beasts(count: int, campaign: Campaign | None = None, first: int = 0) -> None:
    """So many monsters, of five challenge ratings, three hit point totals and six sizes."""
    Monster.objects.bulk_create(
        Monster(
            campaign=campaign,
            name=f"Beast {number:05}",
            challenge_rating=number % 5 / 4,
            hit_points=number % 3 + 1,
            size=["tiny", "small", "medium", "large", "huge", "gargantuan"][number % 6],
            creature_type="beast" if number % 2 else "Dragon",
        )
        for number in range(first, first + count)
    )


def pages(client: Browser, path: str, link: str = "next", **query: Any) -> list[list[str]]:
    """The ids on every page from the first one on, by following the links."""
    answer, found = client.get(path, query).json(), []
    while True:
        found.append([row["id"] for row in answer["results"]])
        if not answer[link]:
            return found
        answer = client.get(answer[link]).json()


@pytest.mark.parametrize(
    "ordering", ["name", "-name", "challengeRating", "-challengeRating,name", "hitPoints,-challengeRating", "id", "-id"]
)
def test_pages_show_every_row_once_there_and_back(outsider: Browser, ordering: str):
    beasts(53)
    there = pages(outsider, "/api/monsters/", page_size=10, ordering=ordering)
    assert [len(page) for page in there] == [10, 10, 10, 10, 10, 3]
    assert len({id for page in there for id in page}) == 53
    answer = outsider.get("/api/monsters/", {"page_size": 10, "ordering": ordering}).json()
    while answer["next"]:
        answer = outsider.get(answer["next"]).json()
    back = pages(outsider, answer["previous"], link="previous")
    assert [*reversed(back), there[-1]] == there


def test_a_row_that_comes_or_goes_meanwhile_neither_repeats_nor_hides_another(outsider: Browser):
    beasts(30, first=100)
    first = outsider.get("/api/monsters/", {"page_size": 10}).json()
    beasts(5)
    Monster.objects.filter(pk=first["results"][-1]["id"]).delete()
    rest = pages(outsider, first["next"])
    assert [len(page) for page in rest] == [10, 10]
    assert not {id for page in rest for id in page} & {row["id"] for row in first["results"]}


def test_a_cursor_that_is_none_of_ours_or_of_another_order_is_not_found(outsider: Browser):
    beasts(20)
    ours = outsider.get("/api/monsters/", {"page_size": 5}).json()["next"]
    assert outsider.get(f"{ours}&ordering=hitPoints").status_code == 404
    forged = [b'[["challenge_rating","pk"],["NaN","x"],false]', b'[["name","pk"],["x"],false]', b"[]", b"\xff"]
    for cursor in ("x", "é", *(urlsafe_b64encode(bytes_).decode() for bytes_ in forged)):
        query = {"cursor": cursor, "ordering": "challengeRating"}
        assert outsider.get("/api/monsters/", query).status_code == 404, cursor


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"challengeRating": "0.25"}, 12),
        ({"challengeRatingMin": "0.5", "challengeRatingMax": "0.75"}, 24),
        ({"size": "huge"}, 10),
        ({"creatureType": "dragon"}, 30),
        ({"search": "beast 0000"}, 10),
        ({"search": "00007 beast"}, 1),
        ({"library": "true"}, 60),
        ({"library": "false"}, 1),
        ({"size": "huge", "creatureType": "beast"}, 0),
    ],
)
def test_lists_are_narrowed(dm: Browser, wolf: Monster, query: dict[str, str], found: int):
    beasts(60)
    assert len(dm.listed("/api/monsters/", **query)) == found


def test_other_kinds_are_narrowed_too(
    dm: Browser, player: Browser, campaign: Campaign, sella: PlayerCharacter, aria: Any
):
    Item.objects.create(name="Ring", kind="magic", rarity="rare")
    Item.objects.create(campaign=campaign, name="Rope")
    Spell.objects.create(name="Light", school="evocation", ritual=True)
    Spell.objects.create(name="Fireball", school="evocation", level=3)
    PlayerCharacter.objects.create(campaign=campaign, name="Bo", level=4)
    names = lambda path, **query: [row["name"] for row in player.listed(path, **query)]  # noqa: E731  # short
    assert [i["name"] for i in dm.listed("/api/items/", kind="magic", rarity="rare")] == ["Ring"]
    assert names("/api/spells/", level="3") == ["Fireball"] and names("/api/spells/", ritual="true") == ["Light"]
    assert names("/api/characters/", mine="true") == ["Sella"] and names("/api/characters/", level="4") == ["Bo"]
    assert names("/api/characters/", campaign=campaign.pk, mine="false") == ["Bo"]


@pytest.mark.parametrize(
    "query",
    [
        {"ordering": "dmNotes"},
        {"ordering": "name,,"},
        {"ordering": "name,hitPoints,-name"},
        {"ordering": ",".join(["name"] * 150)},
        {"ordering": "," * 50_000},
        {"search": "x" * 201},
        {"size": "vast"},
        {"challengeRating": "9" * 40},
        {"challengeRating": "NaN"},
        {"challengeRatingMin": "one"},
    ],
)
def test_what_no_list_can_be_asked_for_is_said(outsider: Browser, query: dict[str, str]):
    answer = outsider.get("/api/monsters/", query)
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed")
    assert list(answer.json()["errors"]) == list(query)


def _many(campaign: Campaign, sella: PlayerCharacter, count: int) -> None:
    """So many rows of every kind that Mira sees."""
    one_map = campaign.maps.first()
    each = [{"campaign": campaign, "name": f"{count}-{number}"} for number in range(count)]
    places = Location.objects.bulk_create(Location(map=one_map, **kept) for kept in each)
    for model in (Map, NPC, Monster, Item):
        model.objects.bulk_create(model(**kept) for kept in each)
    Quest.objects.bulk_create(Quest(location=place, **kept) for place, kept in zip(places, each, strict=True))
    spells = Spell.objects.bulk_create(Spell(school="evocation", **kept) for kept in each)
    Spell.objects.bulk_create(Spell(school="evocation", name=kept["name"]) for kept in each)
    Condition.objects.bulk_create(Condition(key=kept["name"], **kept) for kept in each)
    for sheet in PlayerCharacter.objects.bulk_create(PlayerCharacter(**kept) for kept in each):
        sheet.spells.set(spells[:3])
    for item in Item.objects.filter(name__startswith=f"{count}-"):
        InventoryEntry.objects.create(player_character=sella, item=item)
    people = type(sella.owner).objects.bulk_create(type(sella.owner)(username=kept["name"]) for kept in each)
    Membership.objects.bulk_create(Membership(campaign=campaign, user=person, role="player") for person in people)
    for kept in each:
        found_campaign(kept["name"], campaign.memberships.get(role="owner").user)


def test_a_list_costs_the_same_with_3_rows_and_with_300(
    dm: Browser, campaign: Campaign, sella: PlayerCharacter, hall: Map
):
    paths = [
        f"/api/{kind}/" for kind in "campaigns maps locations quests characters npcs monsters spells items".split()
    ]
    paths += ["/api/conditions/", f"/api/campaigns/{campaign.pk}/members/", f"/api/characters/{sella.pk}/inventory/"]

    def cost() -> dict[str, int]:
        counted = {}
        for path in paths:
            with CaptureQueriesContext(
                connection,
            ) as queries:
                rows = dm.listed(path, page_size=500)
            assert len(rows) >= 3, path
            counted[path] = len(queries)
        return counted

    _many(campaign, sella, 3)
    few = cost()
    _many(campaign, sella, 300)
    assert cost() == few
    assert max(few.values()) <= 8


def test_a_page_out_of_10_000_monsters_costs_what_one_out_of_ten_does(
    outsider: Browser, django_assert_num_queries: Any
):
    beasts(10)
    with CaptureQueriesContext(connection) as queries:
        outsider.listed("/api/monsters/", ordering="-challengeRating")
    beasts(9_990, first=10)
    with django_assert_num_queries(len(queries)):
        first = outsider.get("/api/monsters/", {"ordering": "-challengeRating"}).json()
    with django_assert_num_queries(len(queries)):
        assert len(outsider.get(first["next"]).json()["results"]) == 100
