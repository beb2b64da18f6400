"""A campaign as a document: out and in again it is the same; whatever hostile comes in gets one sentence and changes nothing."""

import base64
import copy
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from campaigns.exchange import document as content
from campaigns.exchange import reading
from campaigns.images import set_image
from campaigns.models import (
    NPC,
    Campaign,
    Condition,
    CreatureAttack,
    Feature,
    InventoryEntry,
    Item,
    Location,
    Map,
    Monster,
    PlayerCharacter,
    Spell,
)
from engine.asking import Refused
from interactions.drafting import Draft, Wanted, write
from interactions.exchange.campaign import export_campaign, import_campaign
from interactions.models import Interaction, Participant

VERSION_1 = Path(__file__).parent / "fixtures" / "campaign-version-1.json"
SECRET = "the miller is the ogre's brother"


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def rich(people: dict[str, Any], campaign: Campaign, yard: Location) -> Campaign:
    """Something of everything, of the library too."""
    campaign.dm_notes = SECRET
    campaign.save()
    place = Map.objects.get()
    place.terrain = "\n".join("." * 19 + "#" for _ in range(14))
    place.save()
    set_image(place, drawn())
    sword = Item.objects.create(
        name="Blade", kind="weapon", damage_count=1, damage_sides=8, damage_type="slashing", reach=5, weight="1.50",
        campaign=campaign, properties=["versatile"],
    )  # fmt: skip
    rope = Item.objects.create(name="Rope", source_key="srd_rope", source="SRD", licence="CC-BY-4.0", attribution="…")
    bolt = Spell.objects.create(name="Bolt", level=1, school="evocation", source_key="srd_bolt")
    ember = Spell.objects.create(name="Ember", school="evocation", campaign=campaign, classes=["wizard"])
    Condition.objects.create(key="soaked", name="Soaked", campaign=campaign, description="Wet through.")
    wolf = Monster.objects.get(pk="wolf")
    Monster.objects.filter(pk="wolf").update(saves={"wisdom": 3}, challenge_rating="0.25", dm_notes=SECRET)
    Feature.objects.create(monster=wolf, key="keen", name="Keen Nose", description="It smells you.")
    aria = PlayerCharacter.objects.get(pk="aria-pc")
    PlayerCharacter.objects.filter(pk="aria-pc").update(
        spell_slots={"1": {"maximum": 2, "used": 1}}, current_hp=3, notes=SECRET
    )
    aria.spells.set([bolt, ember])
    InventoryEntry.objects.create(item=sword, player_character=aria, equipped=True, slot="main_hand")
    InventoryEntry.objects.create(item=rope, npc=NPC.objects.get(), quantity=2)
    CreatureAttack.objects.create(npc=NPC.objects.get(), key="fork", name="Fork", damage=[])
    ogre = Monster.objects.get(pk="ogre")
    write(
        Draft(
            campaign, people["mira"], "Later", "Fog.", location=yard,
            participants=[Wanted(aria, at=(0, 0)), Wanted(wolf), Wanted(wolf, hidden=True), Wanted(ogre, at=(5, 5))],
            settings={"resolution_mode": "review", "turn_time_limit": 60}, reward_items=[sword, rope],
            xp_awards={aria.pk: 50, "gone": 5},
        )
    )  # fmt: skip
    return campaign


def drawn() -> SimpleUploadedFile:
    made = io.BytesIO()
    Image.new("RGB", (40, 28), "teal").save(made, "PNG")
    return SimpleUploadedFile("x.png", made.getvalue())


def without_ids(document: Any) -> Any:
    """The document with every id put into words: names instead of references, lists in the order of their text."""
    names = {}

    def collect(part: Any) -> None:
        if isinstance(part, dict):
            if "id" in part:
                names[part["id"]] = part["name"]
            for value in part.values():
                collect(value)
        elif isinstance(part, list):
            for value in part:
                collect(value)

    def named(part: Any) -> Any:
        if isinstance(part, dict):
            return {names.get(key, key): named(value) for key, value in part.items() if key != "image"}
        if isinstance(part, list):
            return sorted((named(value) for value in part), key=lambda value: json.dumps(value, sort_keys=True))
        return names.get(part, part) if isinstance(part, str) else part

    collect(document)
    return named(document)


def exported(campaign: Campaign) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(export_campaign(campaign))
    return document


def test_out_and_in_and_out_again_is_the_same_up_to_ids(people: dict[str, Any], rich: Campaign):
    first = exported(rich)
    again = import_campaign(json.dumps(first).encode(), people["otto"])
    second = exported(again)
    assert without_ids(second) == without_ids(first)
    assert {row["id"] for row in first["monsters"]}.isdisjoint(row["id"] for row in second["monsters"])
    assert again.memberships.get().user == people["otto"]
    assert [character.owner for character in again.player_characters.all()] == [None, None]
    assert Image.open(again.maps.get().image).size == (40, 28)
    assert (
        Item.objects.filter(source_key="srd_rope").count() == Monster.objects.filter(source_key="srd_ogre").count() == 1
    )


def test_where_the_library_lacks_something_it_comes_into_the_campaign(people: dict[str, Any], rich: Campaign):
    sent = export_campaign(rich)
    Interaction.objects.all().delete()
    Campaign.objects.all().delete()
    for kind in (Monster, Item, Spell):
        kind.objects.all().delete()
    again = import_campaign(sent, people["otto"])
    rope = Item.objects.get(name="Rope")
    assert (rope.campaign, rope.source_key, rope.licence) == (again, "srd_rope", "CC-BY-4.0")
    assert Monster.objects.get(name="Ogre").campaign == Spell.objects.get(name="Bolt").campaign == again
    assert [p.monster.name for p in Participant.objects.filter(monster__isnull=False)] == [
        "Ash Wolf",
        "Ash Wolf",
        "Ogre",
    ]


def test_what_the_staff_have_noted_in_the_library_does_not_go_out(rich: Campaign):
    """Whoever drafts a creature of the library could read it in the file."""
    Monster.objects.filter(pk="ogre").update(dm_notes="for the staff alone")
    document = exported(rich)
    assert [monster["name"] for monster in document["library"]["monsters"]] == ["Ogre"]
    assert "for the staff alone" not in json.dumps(document)
    assert [monster["dmNotes"] for monster in document["monsters"]] == [SECRET]


def test_accounts_and_what_was_played_stay_where_they_are(mira: Client, people: dict[str, Any], rich: Campaign):
    mira.post(reverse("go_live", args=[Interaction.objects.get().pk]))
    told = export_campaign(rich).decode()
    assert json.loads(told).get("interactions", []) == []
    for person in ("mira", "aria", "bram", "sven"):
        assert f'"{person}"' not in told


def test_version_1_still_opens(people: dict[str, Any], transactional_db: None):
    campaign = import_campaign(VERSION_1.read_bytes(), people["otto"])
    assert (campaign.name, campaign.dm_notes) == ("Salt and Ash", SECRET)
    assert campaign.maps.get().rows[0] == "." * 19 + "#"
    assert campaign.maps.get().image
    aria = campaign.player_characters.get(name="Aria")
    assert (aria.current_hp, aria.spell_slots, aria.notes) == (3, {"1": {"maximum": 2, "used": 1}}, SECRET)
    assert {spell.name for spell in aria.spells.all()} == {"Bolt", "Ember"}
    assert [(e.item.name, e.slot) for e in aria.inventory.all()] == [("Blade", "main_hand")]
    wolf = campaign.monsters.get(name="Ash Wolf")
    assert (wolf.saves, str(wolf.challenge_rating)) == ({"wisdom": 3}, "0.250")
    assert [(a.key, a.damage) for a in wolf.attacks.all()] == [
        ("bite", [{"count": 1, "sides": 6, "bonus": 2, "type": "piercing"}])
    ]
    assert [f.name for f in wolf.features.all()] == ["Keen Nose"]
    draft = campaign.interactions.get()
    assert (draft.name, draft.settings) == ("Later", {"resolution_mode": "review", "turn_time_limit": 60})
    assert [(str(p), p.x) for p in draft.participants.all() if not p.hidden] == [
        ("Aria", 0),
        ("Ash Wolf", None),
        ("Ogre", 5),
    ]
    assert draft.xp_awards == {aria.pk: 50}


@pytest.fixture
def version_1() -> dict[str, Any]:
    document: dict[str, Any] = json.loads(VERSION_1.read_text())
    return document


def changed(document: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """A copy with something else at a path like `maps.0.width`; "-" takes it away."""
    fresh: Any = copy.deepcopy(document)
    *way, last = [int(step) if step.isdecimal() else step for step in path.split(".")]
    part = fresh
    for step in way:
        part = part[step]
    if value == "-":
        del part[last]
    elif isinstance(part, list) and last == len(part):
        part.append(value)
    else:
        part[last] = value
    return fresh


def refusal(sent: bytes | dict[str, Any], person: Any) -> Refused:
    """What it is refused with; nothing has changed."""
    kinds = (Campaign, Map, Location, Item, Spell, Monster, PlayerCharacter, Interaction, Participant)
    before = [kind.objects.count() for kind in kinds]
    with pytest.raises(Refused) as refused:
        import_campaign(sent if isinstance(sent, bytes) else json.dumps(sent).encode(), person)
    assert [kind.objects.count() for kind in kinds] == before
    return refused.value


@pytest.mark.parametrize(
    ("path", "value", "sentence"),
    [
        ("format", "-", "its format is not “campaignlive-campaign”"),
        ("format", "tabletop-campaign", "its format is not"),
        ("format", ["campaignlive-campaign"], "its format is not"),
        ("version", 2, "a version that is not known here; known is 1"),
        ("version", 0, "a version that is not known"),
        ("version", True, "a version that is not known"),
        ("version", "1", "a version that is not known"),
        ("campaign", "-", "missing required field `campaign`"),
        ("campaign.name", "-", "missing required field `name`"),
        ("campaign.name", "", "campaign: name: This field cannot be blank."),
        ("campaign.name", "x" * 121, "Expected `str` of length <= 120"),
        ("campaign.name", 5, "Expected `str`, got `int`"),
        ("campaign.name", "a\0b", "has a character that no text can have"),
        ("campaign.owner", "mira", "Object contains unknown field `owner`"),
        ("maps", {}, "Expected `array`, got `object`"),
        ("maps.0.width", 10**30, "Expected `int`"),
        ("maps.0.width", 1.5, "Expected `int`, got `float`"),
        ("maps.0.width", 101, "Expected `int` <= 100"),
        ("maps.0.width", 7, "The terrain must be 14 rows of 7 characters."),
        ("maps.0.terrain", "\n".join(["?" * 20] * 14), "Unknown terrain: ?" ),
        ("maps.0.id", "", "Expected `str` of length >= 1"),
        ("maps.0.id", "../etc", "Expected `str` matching regex"),
        ("maps.0.image", "%%%", "Expected `str` matching regex"),
        ("maps.0.image", "QUJD", "no PNG, JPEG or WebP picture"),
        ("maps.0.image", "A", "The picture of the map “Yard” cannot be read."),
        ("maps.0.image", base64.b64encode(b"GIF89a").decode(), "no PNG, JPEG or WebP picture"),
        ("locations.0.map", "nowhere", "refers to the map “nowhere”, which is not in the file."),
        ("locations.0.map", "-", "missing required field `map`"),
        ("locations.0.spawnX", 19, "The spawn area leaves the map"),
        ("quests.0.location", "wolf", "refers to the location “wolf”"),
        ("characters.0.spells.0", "nothing", "refers to the spell “nothing”"),
        ("characters.0.currentHp", 10_001, "Current hit points cannot exceed the maximum."),
        ("characters.0.saves", {"luck": 3}, "“luck” is not a ability"),
        ("characters.0.saves", [], "Expected `object`, got `array`"),
        ("characters.0.inventory.0.item", "nothing", "refers to the item “nothing”"),
        ("characters.0.inventory.0.quantity", 0, "Expected `int` >= 1"),
        ("characters.0.inventory.0.slot", "tail", "is not a valid choice"),
        ("characters.0.inventory.0.slot", "", "What is equipped has a slot, and only that."),
        ("monsters.0.size", "endless", "is not a valid choice"),
        ("monsters.0.challengeRating", "1e9", "Expected `str` matching regex"),
        ("monsters.0.attacks.0.damage", [{"count": 1, "sides": 7, "bonus": 0, "type": "cold"}], "1d7 is no roll of dice."),
        ("monsters.0.attacks.0.kind", "ranged", "A melee attack has a reach"),
        ("monsters.0.damageResistances", ["hope"], "“hope” is not a damage type"),
        ("interactions.0.location", "nowhere", "refers to the location “nowhere”"),
        ("interactions.0.settings", {"turnTimeLimit": -1}, "Expected `int` >= 5"),
        ("interactions.0.settings", {"cheats": True}, "Object contains unknown field `cheats`"),
        ("interactions.0.rewardItems.0", "nothing", "refers to the item “nothing”"),
        ("interactions.0.xpAwards", {"nobody": 5}, "refers to the player character “nobody”"),
        ("interactions.0.participants.0", {}, "must be one character, one NPC or one monster"),
        ("interactions.0.participants.0", {"npc": "nobody"}, "refers to the NPC “nobody”"),
        ("interactions.0.participants.0.x", "-", "has half a position"),
        ("interactions.0.participants.0.hpDisplay", "all", "Invalid enum value 'all'"),
        ("interactions.0.liveStatus", "live", "Object contains unknown field `liveStatus`"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_file_is_one_sentence_and_changes_nothing(
    people: dict[str, Any], version_1: dict[str, Any], path: str, value: Any, sentence: str
):
    refused = refusal(changed(version_1, path, value), people["otto"])
    assert refused.code == "malformed"
    assert sentence in refused.message
    assert len(refused.message) < 400


def blank(side: int) -> str:
    """A picture of side × side pixels in base64, small as it is."""
    made = io.BytesIO()
    Image.new("1", (side, side)).save(made, "PNG")
    return base64.b64encode(made.getvalue()).decode()


def test_pictures_that_are_too_many_pixels_together_are_refused_before_any_is_decoded(
    people: dict[str, Any], version_1: dict[str, Any], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("campaigns.exchange.storing.picture", lambda sent: pytest.fail("decoded"))
    large = blank(6300)
    maps = [{**version_1["maps"][0], "id": f"m{n}", "image": large} for n in range(3)]
    refused = refusal({**version_1, "maps": [*version_1["maps"], *maps]}, people["otto"])
    assert refused.code == "too_large"
    assert refused.message == "The pictures of one campaign's file may have 80 million pixels together."


@pytest.mark.parametrize("limit", ["PIXELS_LIMIT", "PICTURES_LIMIT"])
def test_what_goes_out_comes_in_again_whatever_pictures_there_are(
    people: dict[str, Any], rich: Campaign, monkeypatch: pytest.MonkeyPatch, limit: str
):
    """Two of the pictures fit; the third is left out, and so is one that has come to harm."""
    for number in range(2):
        set_image(Map.objects.create(campaign=rich, name=f"Yard {number}"), drawn())
    broken = Map.objects.create(campaign=rich, name="Broken")
    broken.image.save("broken.webp", ContentFile(b"RIFF"))
    whole = [row["image"] for row in exported(rich)["maps"] if "image" in row]
    assert len(whole) == 3
    spent = {"PIXELS_LIMIT": 2 * 40 * 28 + 1, "PICTURES_LIMIT": 2 * len(whole[0]) + 1}[limit]
    monkeypatch.setattr(content, limit, spent)
    if limit == "PIXELS_LIMIT":
        monkeypatch.setattr("campaigns.exchange.storing.PIXELS_LIMIT", spent)
    again = import_campaign(export_campaign(rich), people["otto"])
    assert again.maps.count() == 4
    assert again.maps.exclude(image="").count() == 2


def test_ids_stand_once_and_characters_take_part_once(people: dict[str, Any], version_1: dict[str, Any]):
    for kind in ("maps", "items", "monsters", "characters"):
        twice = changed(version_1, f"{kind}.{len(version_1[kind])}", version_1[kind][0])
        assert "stands there twice" in refusal(twice, people["otto"]).message
    of_the_library = changed(version_1, "items.0.id", version_1["library"]["items"][0]["id"])
    assert "stands there twice" in refusal(of_the_library, people["otto"]).message
    aria = version_1["interactions"][0]["participants"][0]
    place = len(version_1["interactions"][0]["participants"])
    twice = changed(version_1, f"interactions.0.participants.{place}", aria)
    assert "Aria cannot take part twice" in refusal(twice, people["otto"]).message
    condition = {**version_1["conditions"][0], "id": "other"}
    assert "condition" in refusal(changed(version_1, "conditions.1", condition), people["otto"]).message


def test_ids_of_rows_that_are_here_are_nothing_to_a_file(people: dict[str, Any], rich: Campaign):
    """A reference reaches what is in the file, never what stands in the database under that id."""
    document = exported(rich)
    Monster.objects.create(id="spy", campaign=rich, name="Spy")
    participants = document["interactions"][0]["participants"]
    participants[1]["monster"] = "spy"
    assert "refers to the monster “spy”" in refusal(document, people["otto"]).message


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"null",
        b"[]",
        b"{",
        b'"campaignlive-campaign"',
        b"\xff\xfe",
        b"PK\x03\x04" + b"\0" * 100,
        b"[" * 100_000,
        b'{"format":' * 50_000,
        b'{"format": "campaignlive-campaign", "version": 1, "campaign": ' + b'{"name":' * 50_000,
        b'{"format": "campaignlive-campaign", "version": 1e400, "campaign": {}}',
        b'{"format": "campaignlive-campaign", "version": 1, "campaign": {"name": "\\ud800"}}',
    ],
    ids=range(12),
)
def test_what_is_no_document_is_told_so(people: dict[str, Any], sent: bytes):
    assert refusal(sent, people["otto"]).code == "malformed"


def test_a_file_beyond_the_limit_is_not_even_read(people: dict[str, Any], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(content, "LIMIT", 1024 * 1024)
    refused = refusal(b" " * (1024 * 1024 + 1), people["otto"])
    assert (refused.code, refused.message) == ("too_large", "A campaign's file has 1 MB at most.")


def test_more_rows_than_there_may_be_are_refused(people: dict[str, Any], version_1: dict[str, Any]):
    many = [{**version_1["maps"][0], "id": f"m{n}", "image": ""} for n in range(501)]
    assert "Expected `array` of length <= 500" in refusal({**version_1, "maps": many}, people["otto"]).message


def test_attacks_and_belongings_count_as_rows(
    people: dict[str, Any], version_1: dict[str, Any], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(reading, "MOST", 40)
    wolf = {"id": "one-more", "name": "Wolf", "attacks": [{"key": f"bite-{n}", "name": "Bite"} for n in range(41)]}
    refused = refusal(changed(version_1, "monsters", [wolf]), people["otto"])
    assert (refused.code, refused.message[:37]) == ("too_large", "A campaign's file has 40 rows at most")
    assert not Campaign.objects.filter(memberships__user=people["otto"]).exists()


def test_a_picture_of_an_import_that_fails_is_taken_down_again(
    people: dict[str, Any], version_1: dict[str, Any], media: Path
):
    wrong = changed(version_1, "interactions.0.participants.1", version_1["interactions"][0]["participants"][0])
    refusal(wrong, people["otto"])
    assert not [path for path in media.rglob("*") if path.is_file()]


# By page and over REST


def upload(client: Client, document: bytes, at: str = "/campaigns/import/") -> Any:
    return client.post(at, {"document": SimpleUploadedFile("campaign.json", document)})


@pytest.mark.parametrize(
    ("who", "page", "rest"), [("mira", 200, 200), ("aria", 403, 403), ("sven", 403, 403), ("otto", 404, 404)]
)
def test_only_dms_export(signed_in: Callable[[str], Client], rich: Campaign, who: str, page: int, rest: int):
    somebody = signed_in(who)
    answers = [somebody.get(f"/campaigns/{rich.pk}/export/"), somebody.get(f"/api/campaigns/{rich.pk}/export/")]
    assert [answer.status_code for answer in answers] == [page, rest]
    for answer in answers:
        assert (SECRET in answer.content.decode()) == (who == "mira")
        assert ("attachment" in answer.get("Content-Disposition", "")) == (who == "mira")


def test_a_file_that_was_exported_by_page_is_imported_by_page(mira: Client, otto: Client, rich: Campaign):
    file = mira.get(reverse("export_campaign", args=[rich.pk]))
    assert file["Content-Disposition"] == 'attachment; filename="salt-and-ash.json"'
    answer = upload(otto, file.content)
    mine = Campaign.objects.exclude(pk=rich.pk).get()
    assert answer["Location"] == reverse("campaign", args=[mine.pk])
    assert "Later" in otto.get(answer["Location"]).content.decode()
    assert mira.get(answer["Location"]).status_code == 404


def test_by_page_a_wrong_file_is_a_sentence(otto: Client):
    answer = upload(otto, b"{}")
    assert answer.status_code == 422
    assert "That is no campaign" in answer.content.decode() and "Nothing was imported" in answer.content.decode()
    assert "Choose a file first." in otto.post("/campaigns/import/").content.decode()


def test_under_one_key_a_document_is_imported_once(otto: Client, version_1: dict[str, Any]):
    first, again, other = (
        otto.post("/api/campaigns/import/", sent, "application/json", headers={"Idempotency-Key": "tides"})
        for sent in (version_1, version_1, {**version_1, "campaign": {"name": "Other"}})
    )
    assert (first.status_code, first.json()) == (again.status_code, again.json())
    assert (other.status_code, other.json()["code"]) == (409, "conflict")


def test_over_rest_it_is_the_same(otto: Client, version_1: dict[str, Any]):
    done = otto.post("/api/campaigns/import/", version_1, "application/json")
    assert (done.status_code, done.json()["name"]) == (201, "Salt and Ash")
    assert otto.get(f"/api/campaigns/{done.json()['campaignId']}/").json()["role"] == "dm"
    wrong = otto.post("/api/campaigns/import/", {**version_1, "version": 9}, "application/json")
    assert (wrong.status_code, wrong.json()["code"]) == (400, "malformed")
    assert wrong["Content-Type"] == "application/problem+json"
    large = otto.post("/api/campaigns/import/", b" " * (content.LIMIT + 1), "application/json")
    assert (large.status_code, large.json()["code"]) == (413, "too_large")


def test_strangers_neither_export_nor_import(client: Client, campaign: Campaign):
    assert client.get(f"/campaigns/{campaign.pk}/export/").status_code == 302
    assert upload(client, b"{}").status_code == 302
    assert client.get(f"/api/campaigns/{campaign.pk}/export/").status_code in (401, 403)
    assert client.post("/api/campaigns/import/", {}, "application/json").status_code in (401, 403)
    assert Campaign.objects.count() == 1


def test_exporting_takes_as_many_queries_for_many_as_for_one(rich: Campaign, django_assert_max_num_queries: Any):
    for number in range(30):
        wolf = Monster.objects.create(campaign=rich, name=f"Wolf {number}")
        CreatureAttack.objects.create(monster=wolf, key="bite", name="Bite", damage=[])
    with django_assert_max_num_queries(34):
        export_campaign(rich)
