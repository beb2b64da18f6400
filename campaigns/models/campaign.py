"""A campaign and who belongs to it, in which role."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from campaigns.models.columns import id_column


class Campaign(models.Model):
    """One story at one table: everything else an author writes belongs to it."""

    id = id_column()
    name = models.CharField(max_length=120)
    description = models.TextField(blank=True, max_length=10_000)
    dm_notes = models.TextField(blank=True, max_length=10_000)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="campaign_is_named"),
        ]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A person's one role in a campaign. A person who still belongs to a campaign cannot be deleted: it may be the owner."""

    class Role(models.TextChoices):
        OWNER = "owner", "Owner (DM)"
        CO_DM = "co_dm", "Co-DM"
        PLAYER = "player", "Player"
        SPECTATOR = "spectator", "Spectator"

    id = id_column()
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role.choices)

    class Meta:
        ordering = ["campaign", "role", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "user"],
                name="member_once",
                violation_error_message="This person already belongs to the campaign.",
            ),
            models.UniqueConstraint(
                fields=["campaign"],
                condition=Q(role="owner"),
                name="one_owner",
                violation_error_message="The campaign already has an owner.",
            ),
            models.CheckConstraint(
                condition=Q(role__in=["owner", "co_dm", "player", "spectator"]), name="membership_role_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} in {self.campaign}: {self.get_role_display()}"
