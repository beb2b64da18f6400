"""What a stat block says of a creature beyond its numbers: traits, actions, reactions, legendary actions, in words."""

from django.core.validators import MaxValueValidator, validate_slug
from django.db import models
from django.db.models import Q

from campaigns.models.columns import exactly_one, id_column
from campaigns.models.creatures import NPC, Monster, PlayerCharacter


class FeatureKind(models.TextChoices):
    """The headings of a stat block, in its order."""

    TRAIT = "trait"
    ACTION = "action"
    BONUS_ACTION = "bonus_action", "Bonus action"
    REACTION = "reaction"
    LEGENDARY_ACTION = "legendary_action", "Legendary action"
    LAIR_ACTION = "lair_action", "Lair action"


class Feature(models.Model):
    """One entry of a stat block. An action that is an attack has its numbers in the `CreatureAttack` with the same key."""

    id = id_column()
    monster = models.ForeignKey(Monster, null=True, blank=True, on_delete=models.CASCADE, related_name="features")
    npc = models.ForeignKey(
        NPC, null=True, blank=True, on_delete=models.CASCADE, related_name="features", verbose_name="NPC"
    )
    player_character = models.ForeignKey(
        PlayerCharacter, null=True, blank=True, on_delete=models.CASCADE, related_name="features"
    )
    kind = models.CharField(max_length=16, choices=FeatureKind.choices, default=FeatureKind.TRAIT)
    key = models.CharField(
        max_length=80, validators=[validate_slug], help_text="Lowercase-with-dashes, once a creature."
    )
    name = models.CharField(max_length=120)
    description = models.TextField(blank=True, max_length=20_000)
    uses = models.CharField(max_length=60, blank=True, help_text="Recharge 5–6, 3/Day … Empty: at will.")
    cost = models.PositiveSmallIntegerField(
        default=1, validators=[MaxValueValidator(10)], help_text="Of a legendary action: how many uses it takes."
    )
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "key", "id"]
        constraints = [
            exactly_one("monster", "npc", "player_character", name="feature_has_one_owner"),
            models.UniqueConstraint(fields=["monster", "key"], name="monster_feature_once"),
            models.UniqueConstraint(fields=["npc", "key"], name="npc_feature_once"),
            models.UniqueConstraint(fields=["player_character", "key"], name="player_character_feature_once"),
            models.CheckConstraint(condition=~Q(key="") & ~Q(name=""), name="feature_is_named"),
            models.CheckConstraint(condition=Q(kind__in=FeatureKind.values), name="feature_kind_known"),
        ]

    def __str__(self) -> str:
        return self.name
