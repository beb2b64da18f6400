"""How far an interaction's records were put into the outbox for Convex."""

from django.db import models


class Shipment(models.Model):
    """Of the journal of `generation` (so many journals were before it) all rows to `seq`.

    `overtaken`: that journal has been left since, which Convex has not been told. It stays when the interaction is deleted.
    """

    interaction_id = models.CharField(primary_key=True, max_length=64)
    generation = models.PositiveIntegerField(default=0)
    seq = models.PositiveIntegerField(default=0)
    overtaken = models.BooleanField(default=False)
    snapshot_seq = models.PositiveIntegerField(default=0)
    snapshot_at = models.BigIntegerField(
        default=0, help_text="When the newest snapshot was put there; ms since the epoch."
    )

    def __str__(self) -> str:
        return f"{self.interaction_id} to {self.seq}"
