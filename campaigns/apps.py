"""Tells Django about this app."""

from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    name = "campaigns"
