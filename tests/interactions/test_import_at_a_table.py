"""An import changes nothing that a live table plays with, says so, and brings it up to date once the fight has ended."""

import pytest

from campaigns.models import Monster
from interactions.models import Interaction, Participant
from tests.campaigns.importing import REED_TALES, run
from tests.people import gathered, laid_table

pytestmark = pytest.mark.django_db


@pytest.fixture
def cat() -> Monster:
    """A cat of the library, at a live table, and different from what its source says; a moth that nobody plays with is, too."""
    run(REED_TALES)
    Monster.objects.filter(source_key__in=["rt_reed-cat", "rt_glow-moth"]).update(hit_points=99)
    cat = Monster.objects.get(source_key="rt_reed-cat")
    cat.features.filter(key="claw").update(description="Ours.")
    fight = laid_table(gathered())
    Participant.objects.create(interaction=fight, monster=cat)
    Interaction.objects.filter(pk=fight.pk).update(live_status="live")
    return cat


def test_a_creature_at_a_live_table_stays_as_it_is(cat: Monster):
    told = run(REED_TALES)
    cat.refresh_from_db()
    assert (cat.hit_points, cat.features.get(key="claw").description) == (99, "Ours.")
    assert Monster.objects.get(source_key="rt_glow-moth").hit_points == 2
    assert "Monsters: 0 added, 1 brought up to date, 3 unchanged." in told
    assert "Left as they are, being at a live table: rt_reed-cat." in told


def test_after_the_fight_it_is_brought_up_to_date(cat: Monster):
    Interaction.objects.update(live_status="idle")
    told = run(REED_TALES)
    cat.refresh_from_db()
    assert cat.hit_points == 9
    assert cat.features.get(key="claw").description.startswith("Melee")
    assert "Left as they are" not in told
