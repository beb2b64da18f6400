"""Where shared content comes from, kept with every row and shown wherever the row is shown."""

from django.db import models
from django.db.models import Q


class Sourced(models.Model):
    """What an import writes down of a row's origin; a campaign's copy keeps it. Empty for what somebody here has written."""

    source_key = models.CharField(max_length=150, blank=True, editable=False)
    source = models.CharField(max_length=150, blank=True)
    licence = models.CharField(max_length=150, blank=True)
    attribution = models.TextField(blank=True, max_length=2_000)

    class Meta:
        abstract = True


def once_in_the_library(name: str) -> models.UniqueConstraint:
    """Of one row of a source the library (no campaign) holds one; an import finds it by this key."""
    return models.UniqueConstraint(
        fields=["source_key"], condition=Q(campaign__isnull=True) & ~Q(source_key=""), name=name
    )
