"""What of the content has changed, and what Convex has of each row."""

import json
from typing import Any

from django.db import models


class ContentChange(models.Model):
    """A row whose document may be out of date. Only triggers of the database write these, so no way of saving goes around
    them; who has made the document anew takes them away."""

    kind = models.CharField(max_length=30)
    row_id = models.CharField(max_length=60)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["kind", "row_id"], name="changes_of_a_row")]

    def __str__(self) -> str:
        return f"{self.kind} {self.row_id}"


class Counterpart(models.Model):
    """The document of one row: what was last agreed about it, and what Convex has that was not taken in yet.

    `revision` is the last that was shipped or pulled, `pulled` that of the last edit made in Convex that is in the row;
    `fields` are the typed fields as of then, and `before` those of them that were different in what Convex has heard of for
    certain. A row that is gone keeps its counterpart: its document may be on its way.
    """

    class State(models.TextChoices):
        SETTLED = "", "Settled"
        NEW = "new", "Not looked at yet"
        WAITING = "waiting", "Waits for the end of a live interaction"
        CONFLICT = "conflict", "Changed here and in Convex"
        INVALID = "invalid", "Cannot be kept"

    kind = models.CharField(max_length=30)
    row_id = models.CharField(max_length=60)
    table = models.CharField(max_length=30, blank=True, help_text="Empty: Convex has none that we know of.")
    convex_id = models.CharField(max_length=64, blank=True, db_index=True)
    revision = models.BigIntegerField(default=0)
    pulled = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)
    fields = models.JSONField(default=dict)
    before = models.JSONField(default=dict)
    mirrored = models.BooleanField(default=False, help_text="Made in Convex: edited there.")
    gone = models.BooleanField(default=False, help_text="There is no such row any more.")
    state = models.CharField(max_length=10, blank=True, choices=State.choices, default=State.SETTLED)
    reason = models.TextField(blank=True)
    theirs = models.TextField(blank=True, help_text="The document of Convex that is not in the row yet, as JSON.")

    class Meta:
        ordering = ["kind", "row_id"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "row_id"], name="counterpart_once"),
            models.CheckConstraint(
                condition=models.Q(state="", theirs="") | (~models.Q(state="") & ~models.Q(theirs="")),
                name="counterpart_unsettled_has_a_document",
            ),
        ]
        indexes = [models.Index(fields=["state"], condition=~models.Q(state=""), name="counterpart_unsettled")]

    def __str__(self) -> str:
        name = str(self.fields.get("name") or (self.document or {}).get("name") or self.row_id)
        return f"{self.kind} “{name}”"

    @property
    def document(self) -> dict[str, Any] | None:
        """What is in `theirs`, which may have numbers and characters that no other column takes."""
        return json.loads(self.theirs) if self.theirs else None

    @document.setter
    def document(self, theirs: dict[str, Any] | None) -> None:
        self.theirs = json.dumps(theirs, default=repr) if theirs is not None else ""


class PullCursor(models.Model):
    """Up to which change (ms since the epoch, by Convex's clock) a table of Convex has been read."""

    table = models.CharField(primary_key=True, max_length=30)
    changed_at = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.table} {self.changed_at}"
