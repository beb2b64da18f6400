"""How far an interaction's records were put into the outbox for Convex."""

from django.db import models


class Shipment(models.Model):
    """Of the journal of `generation` (so many journals were before it) all rows to `seq`; of a draft its `draft`th saving.

    It stays when the interaction is deleted, until Convex has been told.
    """

    interaction_id = models.CharField(primary_key=True, max_length=64)
    generation = models.PositiveIntegerField(default=0)
    seq = models.PositiveIntegerField(default=0)
    draft = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(null=True, help_text="When that draft was saved.")
    snapshot_seq = models.PositiveIntegerField(default=0)
    snapshot_at = models.BigIntegerField(
        default=0, help_text="When the newest snapshot was put there; ms since the epoch."
    )

    def __str__(self) -> str:
        return f"{self.interaction_id} to {self.seq}"
