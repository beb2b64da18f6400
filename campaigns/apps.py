"""The app's registration with Django."""

from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    """Authored content: what a DM prepares before anybody sits down."""

    name = "campaigns"
    verbose_name = "Campaigns"
