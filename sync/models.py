"""What waits for Convex, who brings it there, and how that went. Times are ms since the epoch, UTC."""

from django.db import models
from django.db.models import Q


class Parked(models.TextChoices):
    """Why an entry was set aside until a person looks; what came behind it goes on."""

    REFUSED = "refused", "Convex refused it"
    FAILED = "failed", "Convex failed on it"
    TOO_LARGE = "too large", "too large for Convex"
    CONFLICT = "conflict", "Convex has something else"


class OutboxEntry(models.Model):
    """One thing that Convex is to learn: one operation or several, a JSON text a line, sent in order.

    Entries of one `key` are delivered in the order of their ids. One with a `newest_only` name stands for a state: a
    newer one of that key and name takes its place, counted by `edition`, and it waits for nobody. Nothing is sent before
    `not_before`, nor while it is parked.
    """

    key = models.CharField(max_length=100)
    newest_only = models.CharField(max_length=64, blank=True)
    edition = models.PositiveIntegerField(default=0)
    op = models.CharField(max_length=40, help_text="The name of its last operation.")
    revision = models.BigIntegerField(default=0)
    size = models.PositiveIntegerField(help_text="Bytes of its operations.")
    created_at = models.BigIntegerField()
    not_before = models.BigIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    parked = models.CharField(max_length=10, blank=True, choices=Parked.choices)
    parked_reason = models.TextField(blank=True, help_text="What Convex said.")
    operations = models.TextField()  # the last column: what is long is not read on the way to others

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "outbox entries"
        constraints = [
            models.UniqueConstraint(
                fields=["key", "newest_only"], condition=Q(newest_only__gt=""), name="outbox_newest"
            )
        ]
        indexes = [  # small ones: an entry that is simply sent stands in none of them
            models.Index(fields=["parked"], condition=Q(parked__gt=""), name="outbox_parked"),
            models.Index(fields=["not_before"], condition=Q(not_before__gt=0), name="outbox_delayed"),
        ]

    def __str__(self) -> str:
        return f"{self.op} {self.key}"


class LastRevision(models.Model):
    """The highest revision that was given to something that has no journal to count for it."""

    key = models.CharField(primary_key=True, max_length=100)
    revision = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.key} {self.revision}"


class Tally(models.Model):
    """How often something came, all processes of this database together. `source` is what names it where others count, too."""

    name = models.CharField(primary_key=True, max_length=64)
    source = models.CharField(max_length=16)
    count = models.PositiveBigIntegerField()
    first_at = models.BigIntegerField()
    last_at = models.BigIntegerField()

    class Meta:
        verbose_name_plural = "tallies"

    def __str__(self) -> str:
        return f"{self.name} {self.count}"


class SyncState(models.Model):
    """One row, its id 1: who delivers until when (`holder`, `held_until`), and how it went."""

    holder = models.CharField(max_length=120, blank=True)
    held_until = models.BigIntegerField(default=0)
    last_success = models.BigIntegerField(default=0)
    failing_since = models.BigIntegerField(default=0, help_text="0: it does not.")
    reason = models.TextField(blank=True, help_text="Why the last attempt failed.")
    delivered = models.BigIntegerField(default=0, help_text="Entries, ever.")
    known_since = models.BigIntegerField(
        default=0, db_default=0, help_text="Since when what Convex holds counts as this database's; 0: it does not yet."
    )

    def __str__(self) -> str:
        return f"failing: {self.reason}" if self.failing_since else "well"
