"""What was answered to creating requests that may come again."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class KeptAnswer(models.Model):
    """The answer to one Idempotency-Key of one person in one campaign (empty: in none), kept for a while.

    `campaign_id` is no reference: the answer to a request that made or copied something outlives what it was about.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    campaign_id = models.CharField(max_length=26, blank=True)
    key = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    body = models.JSONField(null=True)
    created_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "campaign_id", "key"], name="answered_once")]

    def __str__(self) -> str:
        return f"{self.user}: {self.key}"
