"""Tells Django about this app."""

from importlib import import_module

from django.apps import AppConfig


class CampaignLiveConfig(AppConfig):
    name = "campaignlive"
    verbose_name = "CampaignLive"

    def ready(self) -> None:
        import_module("campaignlive.checks")  # registers them, once settings stand
