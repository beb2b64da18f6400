"""The tables of a storm, written to a database of its own: copies of the demo campaign, each with drafts to play.

At every table sit the demo's DM and players, and a spectator; an outsider belongs nowhere. Who lies hidden has a canary's
name. The same seed writes the same drafts, down to their ids.
"""

from random import Random
from typing import Any
from unittest.mock import patch

from django.contrib.auth import get_user_model
from msgspec import Struct

from campaigns import ids
from campaigns.demo import people, story
from campaigns.demo.seed import seed_demo
from campaigns.models import Campaign, Membership
from interactions.drafting import Draft, Wanted, players_characters, together, write
from interactions.models import Interaction, Participant
from simulation.seats import Person
from simulation.storm.canaries import Canaries
from simulation.worlds import signed_in

WATCHER = "sven"
FOES = ("Mill Goblin", "Mill Goblin", "Mud Ogre")
LURKING = ("Lurker", "Mill Goblin")
"""Hidden at first: the first of them for good, the others until the DM shows them."""
XP_EACH = 100
PRIZES = ("Millstone Key", "Waterglass Charm")


class Play(Struct, frozen=True):
    """One interaction to be played: its number in the storm, who in it is never to be shown, and its secrets."""

    number: int
    id: str
    lurker: str
    canaries: Canaries


class Seats(Struct, frozen=True):
    """One campaign: its people, what is played in it one after the other, and what its DM has at hand."""

    campaign_id: str
    dm: Person
    players: tuple[Person, ...]
    watcher: Person
    outsider: Person
    plays: tuple[Play, ...]
    monsters: tuple[str, ...]
    xp: dict[str, int]
    """Of the player characters, before anything is played."""


def write_stage(numbers: list[int], tables: int, seed: int) -> list[Seats]:
    """As many campaigns as `tables` at the most; each interaction of `numbers` is played at the same one whatever the others."""
    users = _people()
    dealt = {place: [number for number in numbers if number % tables == place] for place in range(tables)}
    stage = []
    for place, mine in dealt.items():
        if mine:
            with patch.object(ids, "secrets", _Drawn(f"{seed}/{place}/ids")):
                stage.append(_table(place, mine, users, seed))
    return stage


class _Drawn:
    """In place of the system's randomness."""

    def __init__(self, seed: str) -> None:
        self.token_bytes = Random(seed).randbytes


def _people() -> dict[str, Person]:
    """Nobody signs in by password here, so none is hashed."""
    names = [person.username for person in people.EVERYBODY] + [WATCHER]
    model = get_user_model()
    users = model.objects.bulk_create(model(username=name, password="!") for name in names)
    return dict(zip(names, signed_in(users), strict=True))


def _table(place: int, numbers: list[int], users: dict[str, Person], seed: int) -> Seats:
    campaign = seed_demo()
    campaign.name = f"{story.CAMPAIGN} {place + 1}"  # the next table is seeded anew
    campaign.save()
    Membership.objects.create(campaign=campaign, user_id=users[WATCHER].user_id, role=Membership.Role.SPECTATOR)
    plays = tuple(_play(campaign, number, users, seed) for number in numbers)
    return Seats(
        campaign_id=campaign.pk,
        dm=users[people.DM.username],
        players=tuple(users[player.username] for player in people.PLAYERS),
        watcher=users[WATCHER],
        outsider=users[people.OUTSIDER.username],
        plays=plays,
        monsters=tuple(campaign.monsters.order_by("name").values_list("pk", flat=True)),
        xp=dict(campaign.player_characters.values_list("pk", "xp")),
    )


def _play(campaign: Campaign, number: int, users: dict[str, Person], seed: int) -> Play:
    chance = Random(f"{seed}/{number}/draft")
    canaries = Canaries(f"{seed}/{number}")
    monsters = {monster.name: monster for monster in campaign.monsters.all()}
    dm = users[people.DM.username]
    lurking = [Wanted(monsters[kind], True, canaries.new((dm.user_id,))) for kind in LURKING]
    draft = Draft(
        campaign=campaign,
        dm=get_user_model().objects.get(pk=dm.user_id),
        name=f"Storm {number}",
        location=campaign.locations.get(name=story.LOCATION["name"]),
        participants=together(players_characters(campaign), [], [*(Wanted(monsters[kind]) for kind in FOES), *lurking]),
        settings=_settings(chance),
        reward_items=list(campaign.items.filter(name__in=PRIZES)),
        xp_awards={character.pk: XP_EACH for character in campaign.player_characters.all()},
    )
    interaction = write(draft)
    hurried = {**interaction.settings, "turn_time_limit": chance.choice((0, 2, 3))}
    Interaction.objects.filter(pk=interaction.pk).update(settings=hurried)  # shorter than anybody may choose
    hidden = (
        Participant.objects.filter(interaction=interaction, hidden=True).order_by("order").values_list("pk", flat=True)
    )
    for entity_id in hidden:
        canaries.watch(entity_id, (dm.user_id,))
    return Play(number, interaction.pk, hidden[0], canaries)


def _settings(chance: Random) -> dict[str, Any]:
    return {
        "resolution_mode": chance.choice(("hybrid", "hybrid", "auto", "review")),
        "missed_turns": chance.choice(("auto", "dm", "off")),
        "more_time": chance.choice(("auto", "dm")),
        "auto_begin": chance.random() < 0.7,
        "allow_private_chat": chance.random() < 0.8,
        "diagonals": chance.choice(("five", "alternating")),
    }
