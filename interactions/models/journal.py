"""What was accepted, in order, and what was made of it so far. The journal is never rewritten."""

from django.db import models

from campaigns.models.columns import id_column
from interactions.models.interaction import Interaction


class JournalEntry(models.Model):
    """One accepted command. `seq` counts from 1 without holes; `events` is msgpack of `list[engine.events.Event]`.

    `person` is a user id, empty for the room itself; `content_hash` tells the same command sent again from another one
    under the same id; `at` is milliseconds since the epoch; `v` is `engine.state.SCHEMA` when it was written.
    """

    # The unique constraints begin with it, and each append compares the interaction's epoch: neither an index of its own
    # nor another look for the row is worth its price on the hot path.
    interaction = models.ForeignKey(
        Interaction, on_delete=models.PROTECT, related_name="journal", db_index=False, db_constraint=False
    )
    seq = models.PositiveIntegerField()
    epoch = models.PositiveIntegerField()
    person = models.CharField(max_length=64, blank=True)
    command_id = models.CharField(max_length=64)
    content_hash = models.BinaryField(max_length=16)
    at = models.BigIntegerField()
    v = models.PositiveSmallIntegerField()
    events = models.BinaryField()
    result = models.BinaryField()

    class Meta:
        ordering = ["interaction", "seq"]
        constraints = [
            models.UniqueConstraint(fields=["interaction", "seq"], name="journal_seq_once"),
            models.UniqueConstraint(fields=["interaction", "person", "command_id"], name="command_once"),
        ]

    def __str__(self) -> str:
        return f"{self.interaction_id} {self.seq}"


class Snapshot(models.Model):
    """The newest full state of a room, as of `seq`; `sha256` is of `state`, msgpack of `engine.state.Room`."""

    interaction = models.OneToOneField(Interaction, on_delete=models.CASCADE, primary_key=True, related_name="snapshot")
    seq = models.PositiveIntegerField()
    epoch = models.PositiveIntegerField()
    v = models.PositiveSmallIntegerField()
    state = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    at = models.BigIntegerField()
    reason = models.CharField(max_length=40)

    def __str__(self) -> str:
        return f"{self.interaction_id} at {self.seq}"


class FollowerCursor(models.Model):
    """How far a follower has read an interaction's journal; with an `error` it stands still there until somebody looks."""

    follower = models.CharField(max_length=80)
    interaction = models.ForeignKey(
        Interaction, on_delete=models.CASCADE, related_name="cursors", db_index=False, db_constraint=False
    )
    seq = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["interaction", "follower"], name="cursor_once")]

    def __str__(self) -> str:
        return f"{self.follower} at {self.interaction_id} {self.seq}"


class LastHeard(models.Model):
    """The newest row, `revision`, of which everybody at the table heard; `at` is its time."""

    interaction = models.OneToOneField(
        Interaction, on_delete=models.CASCADE, primary_key=True, related_name="last_heard", db_constraint=False
    )
    at = models.BigIntegerField()
    revision = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.interaction_id} at {self.revision}"


class DiceSeeds(models.Model):
    """The two seeds of an interaction's dice, 32 bytes each: in no snapshot, export or log."""

    id = id_column()
    interaction = models.OneToOneField(Interaction, on_delete=models.CASCADE, related_name="dice_seeds")
    public = models.BinaryField(max_length=32)
    secret = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return f"seeds of {self.interaction_id}"
