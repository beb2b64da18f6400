"""What somebody should hear wherever she is: stored until she has read it."""

from django.conf import settings
from django.db import models

from campaigns.models import Campaign
from interactions.models.interaction import Interaction


class Alert(models.Model):
    """One alert for one person; `created_at` is ms since the epoch (UTC). Its id tells nothing of the journal's numbers."""

    class Kind(models.TextChoices):
        INTERACTION_LIVE = "interactionLive", "Interaction live"
        YOUR_TURN = "yourTurn", "Your turn"
        ON_DECK = "onDeck", "On deck"
        TIME_WARNING = "timeWarning", "Time warning"
        MISSED_TURN = "missedTurn", "Missed turn"
        ACTION_RESOLVED = "actionResolved", "Action resolved"
        INTERACTION_PAUSED = "interactionPaused", "Interaction paused"
        INTERACTION_RESUMED = "interactionResumed", "Interaction resumed"
        INTERACTION_ENDED = "interactionEnded", "Interaction ended"
        REWARD = "reward", "Reward"

    id = models.CharField(primary_key=True, max_length=32)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="alerts")
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="+")
    interaction = models.ForeignKey(Interaction, on_delete=models.CASCADE, related_name="alerts")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    entity_id = models.CharField(max_length=64, blank=True)
    text = models.CharField(max_length=500)
    created_at = models.BigIntegerField()
    read = models.BooleanField(default=False)

    class Meta:
        ordering = ["created_at", "id"]
        indexes = [models.Index(fields=["user", "read", "created_at"], name="alerts_of_somebody")]

    def __str__(self) -> str:
        return self.text
