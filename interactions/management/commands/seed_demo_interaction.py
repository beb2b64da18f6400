"""`manage.py seed_demo_interaction`: the demo campaign's fight, drafted and ready to go live."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from campaigns.demo import people, story
from campaigns.models import Campaign, Membership
from interactions.drafting import Draft, Wanted, players_characters, together, write
from interactions.models import Interaction

NAME = "Ambush at the mill"
DESCRIPTION = "Lantern light, wet shingle, and somebody breathing where nobody should be."
FOES = (("Mill Goblin", False), ("Mill Goblin", False), ("Mill Goblin", False), ("Mud Ogre", False), ("Lurker", True))
"""Who waits at the mill, and who of them is hidden."""
PRIZES = ("Millstone Key", "Waterglass Charm")
XP_EACH = 100


class Command(BaseCommand):
    """Adds the draft where there is none of that name yet; a second run changes nothing."""

    help = f"Draft “{NAME}” in the demo campaign."

    def handle(self, *args: Any, **options: Any) -> None:
        campaign = Campaign.objects.filter(
            name=story.CAMPAIGN, memberships__user__username=people.DM.username, memberships__role=Membership.Role.OWNER
        ).first()
        if campaign is None:
            raise CommandError("There is no demo campaign here; `manage.py seed_demo` makes it.")
        if Interaction.objects.filter(campaign=campaign, name=NAME).exists():
            self.stdout.write(f"“{NAME}” is there already.")
            return
        write(_wish(campaign))
        self.stdout.write(self.style.SUCCESS(f"“{NAME}” is drafted."))


def _wish(campaign: Campaign) -> Draft:
    monsters = {monster.name: monster for monster in campaign.monsters.all()}
    quest = campaign.quests.filter(name=story.QUEST["name"]).first()
    foes = [Wanted(monsters[name], hidden) for name, hidden in FOES]
    return Draft(
        campaign=campaign,
        dm=campaign.memberships.get(role=Membership.Role.OWNER).user,
        name=NAME,
        description=DESCRIPTION,
        location=campaign.locations.get(name=story.LOCATION["name"]),
        quest=quest,
        participants=together(players_characters(campaign), [], foes),
        reward_items=list(campaign.items.filter(name__in=PRIZES)),
        xp_awards={character.pk: XP_EACH for character in campaign.player_characters.all()},
    )
