"""What was said, and whether it was hidden since, as the follower found it in the journal."""

from collections.abc import Iterable
from typing import Any

from django.db import models

from interactions.models import Interaction

DMS = "dm"
"""Stands for the DMs in `heard_by`, where a message's type does not tell that they hear it."""


def between_bars(ears: Iterable[str]) -> str:
    """As they stand in `heard_by`."""
    said = "".join(f"|{ear}" for ear in ears)
    return f"{said}|" if said else ""


def heard_by(user_id: Any, dm: bool) -> models.Q:
    """What this person heard at the table, and what of it the DMs did."""
    heard = models.Q(type="party") | models.Q(type="system", heard_by="") | models.Q(heard_by__contains=f"|{user_id}|")
    return heard | models.Q(type="dm") | models.Q(heard_by__contains=f"|{DMS}|") if dm else heard


class ChatMessage(models.Model):
    """One message; `timestamp` is ms since the epoch (UTC), `seq` the journal's row that holds it."""

    id = models.CharField(primary_key=True, max_length=64)
    interaction = models.ForeignKey(  # no look for what the journal has proved; the index below begins with it
        Interaction, on_delete=models.CASCADE, related_name="chat_messages", db_index=False, db_constraint=False
    )
    user_id = models.CharField(max_length=64, blank=True)
    name = models.CharField(max_length=150, blank=True)
    entity_id = models.CharField(max_length=64, blank=True)
    content = models.CharField(max_length=2000)
    type = models.CharField(max_length=10)
    recipients = models.JSONField(default=list, blank=True, help_text="The user ids that the sender named.")
    heard_by = models.TextField(
        blank=True, help_text="The user ids of those who hear it alone, each between two bars: |12|15|."
    )
    timestamp = models.BigIntegerField()
    seq = models.PositiveIntegerField()
    restored_from = models.CharField(
        max_length=64,
        blank=True,
        default="",
        db_default="",
        editable=False,
        help_text="The journal in which it was said, where it was restored from Convex.",
    )
    hidden = models.BooleanField(default=False, db_default=False, help_text="Shown to nobody any more.")

    class Meta:
        ordering = ["interaction", "seq", "id"]
        indexes = [models.Index(fields=["interaction", "seq"], name="chat_of_interaction")]

    def __str__(self) -> str:
        return f"{self.name}: {self.content[:40]}"
