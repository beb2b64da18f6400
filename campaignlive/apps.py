"""Tells Django about this app."""

from django.apps import AppConfig


class CampaignLiveConfig(AppConfig):
    name = "campaignlive"
    verbose_name = "CampaignLive"

    def ready(self) -> None:
        from campaignlive import checks  # noqa: F401  (registers them, once settings stand)
