"""A draft reaches Convex when it is saved, with the creatures of the library that it needs, and goes when it is thrown away."""

from typing import Any

import msgspec

from campaigns.convex import collecting as content
from campaigns.models import Item, Monster, Quest
from engine import commands as c
from interactions import drafting, resolving
from interactions.convex.documents import ROW
from interactions.models import Interaction, Participant
from tests.convex.named import own
from tests.interactions.convex.reaching import Reaching, at_rest
from tests.interactions.table import Table, ends


def rewritten(table: Table, **changes: Any) -> None:
    draft = Interaction.objects.get(pk=table.id)
    wish = drafting.Draft(
        campaign=draft.campaign,
        dm=draft.dm,
        name=draft.name,
        location=draft.location,
        participants=drafting.drafted(draft),
        settings=draft.settings,
    )
    drafting.rewrite(draft, wish._replace(**changes))


def test_a_draft_is_there_with_everything_of_it(reaching: Reaching, table: Table):
    campaign = Interaction.objects.get().campaign
    quest = Quest.objects.create(campaign=campaign, name="Find the key")
    prize = Item.objects.create(campaign=campaign, name="Charm")
    rewritten(table, quest=quest, reward_items=[prize], xp_awards={own("aria-pc"): 50}, description="At noon.")
    reaching.sends()
    there = reaching.interaction(table.id)
    assert (there["liveStatus"], there["status"], there["lineage"]) == ("idle", "PENDING_INITIATIVE", [])
    assert (there["relatedQuestId"], there["rewardItemIds"]) == (quest.pk, [prize.pk])
    assert there["xpAwards"] == [{"playerCharacterId": own("aria-pc"), "xp": 50}]
    assert there["participantMonsterIds"] == [own("wolf-row"), own("lurker-row")]
    record = reaching.convex.admin().query("node:interactionOf", {"interactionId": table.id})["record"]
    rows = msgspec.json.decode(record)["participants"]
    assert rows == [{k: v for k in ROW if (v := getattr(one, k)) is not None} for one in Participant.objects.all()]


def test_whoever_saves_it_in_whatever_way_it_arrives_as_it_is_then(reaching: Reaching, table: Table):
    reaching.sends()
    rewritten(table, name="Ambush at noon")
    reaching.sends()
    assert reaching.interaction(table.id)["name"] == "Ambush at noon"
    Interaction.objects.update(name="Ambush at dusk")
    Participant.objects.filter(pk="wolf").delete()
    reaching.sends()
    there = reaching.interaction(table.id)
    assert (there["name"], there["participantMonsterIds"]) == ("Ambush at dusk", [own("lurker-row")])
    assert reaching.sends() == 0


def test_what_it_takes_from_the_library_goes_with_it(reaching: Reaching, table: Table):
    ogre = Monster.objects.create(id=own("ogre"), name="Ogre", hit_points=59, source_key="srd_ogre")
    rewritten(table, participants=[drafting.Wanted(ogre, at=(5, 5))])
    reaching.sends()
    assert [row["name"] for row in reaching.convex.rows("contentRecords", kind="monsters")] == ["Ogre"]


def test_one_that_is_thrown_away_is_gone(reaching: Reaching, table: Table):
    reaching.sends()
    Interaction.objects.all().delete()
    reaching.sends()
    assert reaching.interaction(table.id)["deleted"]


def test_once_it_is_played_the_draft_has_no_say(reaching: Reaching, shipped: Table):
    reaching.sends()
    Interaction.objects.update(name="Something else")
    reaching.sends()
    there = reaching.interaction(shipped.id)
    assert (there["liveStatus"], len(there["initiativeOrder"])) == ("live", 4)


def test_nor_has_it_once_the_journal_was_cut_though_its_own_document_comes_later(reaching: Reaching, shipped: Table):
    """What is authored is collected first, and what was played may take long, or stumble."""
    shipped.ask("aria", ends("aria"))
    at_rest()
    reaching.sends()
    resolving.cut_back(shipped.id, len(shipped.rows()))
    assert Interaction.objects.get().ancestry
    while content.collect():
        pass
    reaching.delivers()
    there = reaching.interaction(shipped.id)
    assert (there["liveStatus"], len(there["initiativeOrder"])) == ("live", 4)


def test_one_that_was_cut_to_nothing_is_a_draft_there_too_and_can_be_played_again(reaching: Reaching, shipped: Table):
    shipped.ask("mira", c.PauseInteraction())
    at_rest()
    reaching.sends()
    resolving.cut_back(shipped.id, 1)
    reaching.sends()
    there = reaching.interaction(shipped.id)
    assert (there["liveStatus"], there.get("initiativeOrder")) == ("idle", None)
    assert reaching.stored("turnRecords", shipped.id) == {}
    shipped.starts()
    at_rest()
    reaching.sends()
    assert reaching.interaction(shipped.id)["liveStatus"] == "live"
    assert len(reaching.stored("turnRecords", shipped.id)) == 1
