"""An interaction and who is drafted for it. Once it is live, the journal is the truth and these rows stay as they were."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone

from campaigns.ids import new_id
from campaigns.models import NPC, Campaign, Item, Location, Monster, PlayerCharacter, Quest
from campaigns.models.columns import exactly_one, id_column
from interactions.models.checks import check_awards, check_settings


class LiveStatus(models.TextChoices):
    """Where an interaction is in its life; `live` and `paused` have a room."""

    IDLE = "idle"
    LIVE = "live"
    PAUSED = "paused"
    COMPLETED = "completed"


class Interaction(models.Model):
    """A fight, a conversation or a puzzle at a place. Only the journal writes what is not editable."""

    class Kind(models.TextChoices):
        COMBAT = "combat"
        DIALOGUE = "dialogue"
        PUZZLE = "puzzle"

    class Outcome(models.TextChoices):
        NONE = "", "Not ended"
        COMPLETED = "completed"
        CANCELLED = "cancelled"

    id = id_column()
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="interactions")
    name = models.CharField(max_length=120)
    description = models.TextField(blank=True, max_length=10_000)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.COMBAT)
    location = models.ForeignKey(Location, null=True, blank=True, on_delete=models.PROTECT, related_name="interactions")
    quest = models.ForeignKey(Quest, null=True, blank=True, on_delete=models.SET_NULL, related_name="interactions")
    dm = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="run_interactions")
    live_status = models.CharField(
        max_length=10, choices=LiveStatus.choices, default=LiveStatus.IDLE, editable=False, db_index=True
    )
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default="", blank=True, editable=False)
    settings = models.JSONField(
        default=dict,
        blank=True,
        validators=[check_settings],
        help_text="resolution_mode, diagonals, auto_begin, chat_enabled.",
    )
    reward_items = models.ManyToManyField(Item, blank=True, related_name="promised_in")
    xp_awards = models.JSONField(
        default=dict, blank=True, validators=[check_awards], help_text='{"<player character id>": 50}'
    )
    epoch = models.PositiveIntegerField(default=0, editable=False)
    journal_id = models.CharField(max_length=16, default=new_id, editable=False)
    ancestry = models.JSONField(
        default=list, editable=False, help_text="The journals before this one, and where each was left."
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)
    started_at = models.DateTimeField(null=True, blank=True, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["-created_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign"],
                condition=Q(live_status__in=["live", "paused"]),
                name="one_live_interaction",
                violation_error_message="Another interaction of this campaign is live.",
            ),
            models.CheckConstraint(condition=Q(live_status__in=LiveStatus.values), name="live_status_known"),
            models.CheckConstraint(
                condition=~Q(live_status__in=["live", "paused"]) | Q(location__isnull=False),
                name="live_at_a_location",
                violation_error_message="An interaction goes live at a location.",
            ),
            models.CheckConstraint(
                condition=(Q(live_status="completed") & ~Q(outcome="")) | (~Q(live_status="completed") & Q(outcome="")),
                name="outcome_when_completed",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="interaction_is_named"),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Place and quest are the campaign's own."""
        for column, other in (("location", self.location), ("quest", self.quest)):
            if other is not None and other.campaign_id != self.campaign_id:
                raise ValidationError({column: f"The {column} belongs to another campaign."})


class Participant(models.Model):
    """Somebody drafted for an interaction. `x` and `y` are the upper left cell; empty: placed in the location's spawn area."""

    class HpDisplay(models.TextChoices):
        EXACT = "exact"
        WORD = "word"
        HIDDEN = "hidden"

    id = id_column()
    interaction = models.ForeignKey(Interaction, on_delete=models.CASCADE, related_name="participants")
    character = models.ForeignKey(
        PlayerCharacter, null=True, blank=True, on_delete=models.PROTECT, related_name="drafted"
    )
    npc = models.ForeignKey(
        NPC, null=True, blank=True, on_delete=models.PROTECT, related_name="drafted", verbose_name="NPC"
    )
    monster = models.ForeignKey(Monster, null=True, blank=True, on_delete=models.PROTECT, related_name="drafted")
    name = models.CharField(max_length=120, blank=True, help_text="Empty: the creature's own.")
    x = models.PositiveSmallIntegerField(null=True, blank=True)
    y = models.PositiveSmallIntegerField(null=True, blank=True)
    hidden = models.BooleanField(default=False)
    hp_display = models.CharField(max_length=6, choices=HpDisplay.choices, default=HpDisplay.WORD)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            exactly_one("character", "npc", "monster", name="participant_is_one_creature"),
            models.UniqueConstraint(fields=["interaction", "character"], name="character_drafted_once"),
            models.CheckConstraint(
                condition=Q(x__isnull=True, y__isnull=True) | Q(x__isnull=False, y__isnull=False),
                name="placed_or_not",
            ),
        ]

    def __str__(self) -> str:
        return self.name or str(self.character or self.npc or self.monster)

    def clean(self) -> None:
        """Who takes part is of the interaction's campaign, or of the library."""
        for column, creature in (("character", self.character), ("npc", self.npc), ("monster", self.monster)):
            if creature is not None and creature.campaign_id not in (None, self.interaction.campaign_id):
                raise ValidationError({column: f"{creature} belongs to another campaign."})


class WsTicket(models.Model):
    """A pass for one socket: one use, half a minute, one user, path and origin. Only its hash is kept."""

    digest = models.CharField(primary_key=True, max_length=64)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    path = models.CharField(max_length=200)
    origin = models.CharField(max_length=200, blank=True)
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.user} → {self.path}"
