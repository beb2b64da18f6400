"""The demo's fight: drafted once, and fit to go live."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from campaigns.demo.seed import seed_demo
from interactions.models import Interaction
from interactions.opening import room_of


def test_it_is_drafted_once_and_fits_on_the_map(db: None):
    seed_demo()
    for _ in range(2):
        call_command("seed_demo_interaction", stdout=StringIO())
    interaction = Interaction.objects.get()
    room = room_of(interaction, "")
    names = [p.name for p in room.table.participants.values()]
    assert len(names) == len(set(names)) == 10
    assert [p.name for p in room.table.participants.values() if p.hidden] == ["Lurker"]
    assert sum(room.lasting.prizes.xp.values()) == 500
    assert {item.name for item in room.lasting.prizes.items.values()} == {"Millstone Key", "Waterglass Charm"}


def test_without_the_demo_campaign_it_says_so(db: None):
    with pytest.raises(CommandError, match="seed_demo"):
        call_command("seed_demo_interaction")
