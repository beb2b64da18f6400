"""The end of a campaign: it goes with everything in it, its drafts too, unless something of it was played."""

from campaigns.images import forget_images
from campaigns.models import Campaign
from engine.asking import Refused


def dissolve(campaign: Campaign) -> None:
    """Inside a transaction. Raises `Refused("conflict")` where something was played: the records are kept, and so is it."""
    if campaign.interactions.exclude(live_status="idle").exists():
        raise Refused("conflict", f"Interactions of “{campaign}” were played; their records are kept, and so is it.")
    campaign.interactions.all().delete()
    forget_images(campaign)
    campaign.delete()
