"""What somebody should hear wherever she is: stored until she has read it."""

from django.conf import settings
from django.db import models

from campaigns.models import Campaign
from interactions.models.interaction import Interaction


class Alert(models.Model):
    """One alert for one person, until she has read it or it is no news any more; `created_at` is ms since the epoch (UTC).
    Its id tells nothing of the journal's numbers."""

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
    withdrawn = models.BooleanField(default=False, help_text="A rewind took back what it says.")
    about = models.CharField(max_length=64, blank=True, help_text="The turn or the reward that it is true of.")
    seq = models.PositiveIntegerField(default=0, help_text="The journal's row that made it.")

    class Meta:
        ordering = ["created_at", "id"]
        indexes = [models.Index(fields=["user", "read", "created_at"], name="alerts_of_somebody")]

    def __str__(self) -> str:
        return self.text
