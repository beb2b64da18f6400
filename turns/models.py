"""What the followers remember of the journal; nothing here is written by anybody else. Times are ms since the epoch, UTC.

`audience` was settled when it happened: `all`, `party`, or `dm` where it was about somebody the players did not see; where
that changed while it went on, the narrower.
`seq` is the journal's row in which a record was born, `revision` the row that changed it last.
"""

from django.db import models

from interactions.models import Interaction


def _audience() -> models.CharField:
    return models.CharField(max_length=5, default="all", choices=[(word, word) for word in ("all", "party", "dm")])


def _restored_from() -> models.CharField:
    """The journal in which a record was made that was restored from Convex; empty: the interaction's own."""
    return models.CharField(max_length=64, blank=True, default="", db_default="", editable=False)


def _of_interaction(name: str) -> models.ForeignKey:
    """The index of each model begins with it: it needs none of its own. The journal has proved that it exists."""
    return models.ForeignKey(
        Interaction, on_delete=models.CASCADE, related_name=name, db_index=False, db_constraint=False
    )


class CastMember(models.Model):
    """Who an entity of a room is: from whose row it came (`source_id`) and which user acts for it."""

    entity_id = models.CharField(primary_key=True, max_length=64)
    interaction = models.ForeignKey(Interaction, on_delete=models.CASCADE, related_name="cast")
    entity_type = models.CharField(max_length=16)
    user_id = models.CharField(max_length=64, blank=True)
    source_id = models.CharField(max_length=64, blank=True)
    name = models.CharField(max_length=120)
    seq = models.PositiveIntegerField()

    def __str__(self) -> str:
        return self.name


class TurnRecord(models.Model):
    """One turn; without `end_time` it is under way. `actions` are those submitted in it, in order."""

    turn_id = models.CharField(primary_key=True, max_length=64)
    interaction = _of_interaction("turn_records")
    entity_id = models.CharField(max_length=64)
    entity_type = models.CharField(max_length=16)
    user_id = models.CharField(max_length=64, blank=True)
    turn_number = models.PositiveIntegerField()
    seen_number = models.PositiveIntegerField(help_text="As the players count.")
    round_number = models.PositiveIntegerField()
    actions = models.JSONField(default=list)
    start_time = models.BigIntegerField()
    end_time = models.BigIntegerField(null=True)
    status = models.CharField(max_length=10, blank=True, help_text="completed, skipped or timeout; empty: under way.")
    reason = models.CharField(max_length=2000, blank=True)
    undone = models.BooleanField(default=False)
    catch_up_for = models.CharField(max_length=64, blank=True)
    audience = _audience()
    seq = models.PositiveIntegerField()
    revision = models.PositiveIntegerField()
    restored_from = _restored_from()

    class Meta:
        ordering = ["interaction", "turn_number"]
        indexes = [models.Index(fields=["interaction", "turn_number"], name="turns_of_interaction")]

    def __str__(self) -> str:
        return f"turn {self.turn_number} of {self.interaction_id}"


class PlayerAction(models.Model):
    """One submitted action and what became of it. `player_character_id` is empty for those the DM acts for."""

    id = models.CharField(primary_key=True, max_length=64)
    interaction = _of_interaction("player_actions")
    player_character_id = models.CharField(max_length=64, blank=True)
    entity_id = models.CharField(max_length=64)
    user_id = models.CharField(max_length=64, blank=True)
    turn_id = models.CharField(max_length=64)
    verb = models.CharField(max_length=64)
    action_type = models.CharField(max_length=16)
    action_description = models.CharField(max_length=2000, blank=True)
    targets = models.JSONField(default=list)
    seen_targets = models.JSONField(
        default=list, help_text="Those that were not hidden then: all that players are told."
    )
    submitted_at = models.BigIntegerField()
    status = models.CharField(max_length=10)
    outcome = models.CharField(max_length=20, blank=True)
    visibility = models.CharField(max_length=6)
    dm_notes = models.CharField(max_length=2000, blank=True)
    associated_item_id = models.CharField(max_length=64, blank=True)
    awarded_xp = models.PositiveIntegerField(default=0)
    awarded_item_ids = models.JSONField(default=list)
    created_at = models.BigIntegerField()
    undone = models.BooleanField(default=False, help_text="Its turn was rewound.")
    audience = _audience()
    seq = models.PositiveIntegerField()
    revision = models.PositiveIntegerField()
    restored_from = _restored_from()

    class Meta:
        ordering = ["interaction", "seq"]
        indexes = [models.Index(fields=["interaction", "seq"], name="actions_of_interaction")]

    def __str__(self) -> str:
        return f"{self.verb} of {self.entity_id}"


class LiveInteractionLog(models.Model):
    """One event worth telling, as it stands in the journal; how it reads to a viewer, the engine says.

    `i` is the event's place in its row; `session_id` is one per live stretch.
    """

    interaction = _of_interaction("logs")
    seq = models.PositiveIntegerField()
    i = models.PositiveSmallIntegerField()
    event_type = models.CharField(max_length=32)
    event_data = models.TextField(help_text="JSON. The database need not parse it again with every row.")
    user_id = models.CharField(max_length=64, blank=True)
    entity_id = models.CharField(max_length=64, blank=True)
    timestamp = models.BigIntegerField()
    session_id = models.CharField(max_length=64, blank=True)
    audience = _audience()
    restored_from = _restored_from()

    class Meta:
        ordering = ["interaction", "seq", "i"]
        constraints = [models.UniqueConstraint(fields=["interaction", "seq", "i", "restored_from"], name="log_once")]

    def __str__(self) -> str:
        return f"{self.event_type} {self.interaction_id} {self.seq}.{self.i}"


class RewardGrant(models.Model):
    """One entry of the ledger: XP, an item, or both, for an entity; taken back when `reversed`."""

    id = models.CharField(primary_key=True, max_length=64)
    interaction = models.ForeignKey(Interaction, on_delete=models.CASCADE, related_name="reward_grants")
    entity_id = models.CharField(max_length=64)
    player_character_id = models.CharField(max_length=64, blank=True)
    xp = models.PositiveIntegerField(default=0)
    item_id = models.CharField(max_length=64, blank=True)
    item_name = models.CharField(max_length=120, blank=True)
    quantity = models.PositiveIntegerField(default=0)
    note = models.CharField(max_length=2000, blank=True)
    action_id = models.CharField(max_length=64, blank=True)
    granted_at = models.BigIntegerField()
    reversed = models.BooleanField(default=False)
    audience = _audience()
    seq = models.PositiveIntegerField()
    revision = models.PositiveIntegerField()
    restored_from = _restored_from()

    class Meta:
        ordering = ["interaction", "seq", "id"]

    def __str__(self) -> str:
        return f"{self.xp} XP {self.item_name}".strip()


class Settlement(models.Model):
    """What a completed interaction left behind was written to the player characters: once, with the row `seq`."""

    interaction = models.OneToOneField(
        Interaction, on_delete=models.CASCADE, primary_key=True, related_name="settlement"
    )
    seq = models.PositiveIntegerField()
    at = models.BigIntegerField()

    def __str__(self) -> str:
        return f"settlement of {self.interaction_id}"
