"""The way into a campaign: a link, good for one person or several, until it is used up, runs out or is taken back."""

from datetime import datetime

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from campaigns.models.campaign import Campaign, Membership
from campaigns.models.columns import id_column, within

ROLES = (Membership.Role.CO_DM, Membership.Role.PLAYER, Membership.Role.SPECTATOR)
CHOICES = [(role.value, role.label) for role in ROLES]


class Invitation(models.Model):
    """Whoever has the link becomes a member in `role`. Only the SHA-256 of its secret is kept: the link is shown once."""

    ROLES = ROLES

    id = id_column()
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="invitations")
    role = models.CharField(max_length=10, choices=CHOICES, default=Membership.Role.PLAYER)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    most_uses = models.PositiveSmallIntegerField(default=1, validators=[MinValueValidator(1), MaxValueValidator(100)])
    uses = models.PositiveSmallIntegerField(default=0, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["-created_at", "id"]
        constraints = [
            within("most_uses", 1, 100),
            models.CheckConstraint(condition=Q(uses__lte=F("most_uses")), name="invitation_not_overused"),
            models.CheckConstraint(
                condition=Q(role__in=["co_dm", "player", "spectator"]), name="invitation_role_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.campaign}: {self.get_role_display()}, {self.uses} of {self.most_uses} used"

    def is_open(self, now: datetime) -> bool:
        """Whether it still lets somebody in."""
        return self.revoked_at is None and now < self.expires_at and self.uses < self.most_uses
