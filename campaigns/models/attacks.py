"""The attacks of a stat block, one row each."""

from django.core.validators import MaxValueValidator, MinValueValidator, validate_slug
from django.db import models
from django.db.models import F, Q

from campaigns.models.columns import exactly_one, id_column, within
from campaigns.models.creatures import NPC, Monster, PlayerCharacter
from campaigns.shapes import check_damage


class AttackKind(models.TextChoices):
    """How an attack reaches its target."""

    MELEE = "melee"
    RANGED = "ranged"
    MELEE_OR_RANGED = "melee_or_ranged", "Melee or ranged"


_FEET = [MaxValueValidator(3_000)]


class CreatureAttack(models.Model):
    """An attack roll and what a hit does. `note` is what the block says only in words: the DM's to apply."""

    id = id_column()
    monster = models.ForeignKey(Monster, null=True, blank=True, on_delete=models.CASCADE, related_name="attacks")
    npc = models.ForeignKey(
        NPC, null=True, blank=True, on_delete=models.CASCADE, related_name="attacks", verbose_name="NPC"
    )
    player_character = models.ForeignKey(
        PlayerCharacter, null=True, blank=True, on_delete=models.CASCADE, related_name="attacks"
    )
    key = models.CharField(
        max_length=80, validators=[validate_slug], help_text="Lowercase-with-dashes, once a creature."
    )
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=16, choices=AttackKind.choices, default=AttackKind.MELEE)
    to_hit = models.SmallIntegerField(default=0, validators=[MinValueValidator(-10), MaxValueValidator(30)])
    reach = models.PositiveSmallIntegerField(default=5, validators=_FEET, help_text="Feet; 0: none.")
    range_normal = models.PositiveSmallIntegerField(default=0, validators=_FEET, help_text="Feet; 0: none.")
    range_long = models.PositiveSmallIntegerField(default=0, validators=_FEET, help_text="Feet; 0: none.")
    damage = models.JSONField(
        default=list,
        blank=True,
        validators=[check_damage],
        help_text='[{"count": 1, "sides": 6, "bonus": 2, "type": "slashing"}]; count and sides 0: a fixed amount.',
    )
    note = models.TextField(blank=True, max_length=4_000)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "key", "id"]
        constraints = [
            exactly_one("monster", "npc", "player_character", name="attack_has_one_owner"),
            models.UniqueConstraint(fields=["monster", "key"], name="monster_attack_once"),
            models.UniqueConstraint(fields=["npc", "key"], name="npc_attack_once"),
            models.UniqueConstraint(fields=["player_character", "key"], name="player_character_attack_once"),
            models.CheckConstraint(condition=~Q(key=""), name="attack_has_a_key"),
            within("to_hit", -10, 30),
            models.CheckConstraint(
                condition=Q(kind="melee", reach__gt=0, range_normal=0)
                | Q(kind="ranged", reach=0, range_normal__gt=0)
                | Q(kind="melee_or_ranged", reach__gt=0, range_normal__gt=0),
                name="attack_reaches_as_its_kind",
                violation_error_message="A melee attack has a reach, a ranged one a range, and only “melee or ranged” both.",
            ),
            models.CheckConstraint(
                condition=Q(range_long=0) | Q(range_long__gte=F("range_normal"), range_normal__gt=0),
                name="attack_long_range_is_longer",
                violation_error_message="The long range cannot be shorter than the normal one.",
            ),
        ]

    def __str__(self) -> str:
        return self.name
