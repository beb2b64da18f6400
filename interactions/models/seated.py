"""Where Convex believes somebody to be at the table."""

from django.db import models


class Seated(models.Model):
    """Convex was last told that somebody is at this interaction's table, by `process`, which is known to have run before
    `until` (ms since the epoch). No row: that nobody is, or nothing yet. It stays when the interaction is deleted."""

    interaction_id = models.CharField(primary_key=True, max_length=64)
    process = models.CharField(max_length=120)
    until = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.interaction_id} by {self.process}"
