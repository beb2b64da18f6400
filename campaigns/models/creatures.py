"""Who can stand on a map: player characters, the DM's people, and monsters, all with one kind of stat block."""

from decimal import Decimal
from typing import Final

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from campaigns.models.campaign import Campaign
from campaigns.models.columns import id_column, within
from campaigns.models.magic import Spell
from campaigns.models.sources import Sourced, once_in_the_library
from campaigns.shapes import (
    check_conditions,
    check_damage_types,
    check_saves,
    check_senses,
    check_skills,
    check_spell_slots,
)
from campaigns.words import ABILITIES
from engine.sheet import modifier

MOST_XP: Final = 1_000_000
"""Of a character, and of what a monster is worth."""


class Size(models.TextChoices):
    """Sizes of the SRD; Large stands on 2×2 cells, Huge on 3×3, Gargantuan on 4×4, the others on one."""

    TINY = "tiny"
    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"
    HUGE = "huge"
    GARGANTUAN = "gargantuan"


def _between(low: int, high: int) -> list[MinValueValidator | MaxValueValidator]:
    return [MinValueValidator(low), MaxValueValidator(high)]


def _speed(default: int = 0) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(default=default, validators=_between(0, 600), help_text="Feet.")


def _score() -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(default=10, validators=_between(1, 30))


class StatBlock(models.Model):
    """What the rules need to know of a creature.

    `armor_class` is without armour and shield of the inventory: equipped armour replaces it, a shield adds to it.
    """

    id = id_column()
    name = models.CharField(max_length=120)
    size = models.CharField(max_length=10, choices=Size.choices, default=Size.MEDIUM)
    armor_class = models.PositiveSmallIntegerField(default=10, validators=_between(1, 50))
    hit_points = models.PositiveIntegerField(
        default=1, validators=_between(1, 10_000), help_text="Maximum.", verbose_name="hit point maximum"
    )
    speed_walk = _speed(30)
    speed_fly = _speed()
    speed_swim = _speed()
    speed_climb = _speed()
    speed_burrow = _speed()
    strength = _score()
    dexterity = _score()
    constitution = _score()
    intelligence = _score()
    wisdom = _score()
    charisma = _score()
    saves = models.JSONField(
        default=dict, blank=True, validators=[check_saves], help_text='Bonuses that differ, {"wisdom": 5}.'
    )
    skills = models.JSONField(
        default=dict, blank=True, validators=[check_skills], help_text='Bonuses that differ, {"stealth": 6}.'
    )
    senses = models.JSONField(
        default=dict,
        blank=True,
        validators=[check_senses],
        help_text='Feet, {"darkvision": 60, "passive_perception": 12}.',
    )
    languages = models.CharField(max_length=300, blank=True)
    initiative_modifier = models.SmallIntegerField(
        null=True, blank=True, validators=_between(-20, 40), help_text="Empty: the Dexterity modifier."
    )
    damage_resistances = models.JSONField(default=list, blank=True, validators=[check_damage_types])
    damage_vulnerabilities = models.JSONField(default=list, blank=True, validators=[check_damage_types])
    damage_immunities = models.JSONField(default=list, blank=True, validators=[check_damage_types])
    condition_immunities = models.JSONField(default=list, blank=True, validators=[check_conditions])

    class Meta:
        abstract = True
        ordering = ["name", "id"]
        constraints = [
            within("armor_class", 1, 50),
            within("hit_points", 1, 10_000),
            *(within(f"speed_{way}", 0, 600) for way in ("walk", "fly", "swim", "climb", "burrow")),
            *(within(ability, 1, 30) for ability in ABILITIES),
            within("initiative_modifier", -20, 40),
            models.CheckConstraint(condition=Q(size__in=Size.values), name="%(app_label)s_%(class)s_size_known"),
            models.CheckConstraint(condition=~Q(name=""), name="%(app_label)s_%(class)s_is_named"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def initiative_bonus(self) -> int:
        """What is added to the d20 for initiative."""
        return self.modifier("dexterity") if self.initiative_modifier is None else self.initiative_modifier

    def modifier(self, ability: str) -> int:
        """The modifier of one of the six abilities ("strength" …); SRD 5.2, Ability Modifiers."""
        return modifier(int(getattr(self, ability)))


class PlayerCharacter(StatBlock):
    """A character of the party; the owner is the player who speaks for it, nobody until it is given to one."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="player_characters")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="player_characters"
    )
    species = models.CharField(max_length=60, blank=True)
    character_class = models.CharField(max_length=60, blank=True, verbose_name="class")
    background = models.CharField(max_length=60, blank=True)
    description = models.TextField(blank=True, max_length=10_000, help_text="What everybody of the campaign may read.")
    notes = models.TextField(blank=True, max_length=10_000, help_text="For the player and the DMs.")
    dm_notes = models.TextField(blank=True, max_length=10_000)
    level = models.PositiveSmallIntegerField(default=1, validators=_between(1, 20))
    xp = models.PositiveIntegerField(default=0, verbose_name="XP", validators=_between(0, MOST_XP))
    current_hp = models.PositiveIntegerField(null=True, blank=True, help_text="Empty: the maximum.")
    spell_slots = models.JSONField(
        default=dict, blank=True, validators=[check_spell_slots], help_text='{"1": {"maximum": 4, "used": 1}}'
    )
    spells = models.ManyToManyField(Spell, blank=True, related_name="known_by")

    class Meta(StatBlock.Meta):
        abstract = False
        constraints = [
            *StatBlock.Meta.constraints,
            within("level", 1, 20),
            within("xp", 0, MOST_XP),
            models.CheckConstraint(
                condition=Q(current_hp__isnull=True) | Q(current_hp__lte=F("hit_points")),
                name="current_hp_within_maximum",
                violation_error_message="Current hit points cannot exceed the maximum.",
            ),
        ]

    @property
    def proficiency_bonus(self) -> int:
        """+2 at level 1, one more every four levels; SRD 5.2, Proficiency."""
        return 2 + (self.level - 1) // 4


class NPC(StatBlock):
    """Somebody the DM speaks for; the notes are the DM's alone."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="npcs")
    description = models.TextField(blank=True, max_length=10_000)
    dm_notes = models.TextField(blank=True, max_length=10_000)

    class Meta(StatBlock.Meta):
        abstract = False
        verbose_name = "NPC"
        verbose_name_plural = "NPCs"


class Monster(Sourced, StatBlock):
    """A kind of creature to fight, of one campaign or, without a campaign, of the shared library."""

    campaign = models.ForeignKey(Campaign, null=True, blank=True, on_delete=models.CASCADE, related_name="monsters")
    challenge_rating = models.DecimalField(
        max_digits=5, decimal_places=3, default=Decimal(0), validators=_between(0, 30)
    )
    xp = models.PositiveIntegerField(default=0, verbose_name="XP", validators=_between(0, MOST_XP))
    creature_type = models.CharField(max_length=60, blank=True)
    alignment = models.CharField(max_length=60, blank=True)
    description = models.TextField(blank=True, max_length=10_000)
    legendary_uses = models.PositiveSmallIntegerField(
        default=0, validators=_between(0, 10), help_text="Legendary actions between two of its turns; 0: none."
    )
    dm_notes = models.TextField(blank=True, max_length=10_000)

    class Meta(StatBlock.Meta):
        abstract = False
        constraints = [
            *StatBlock.Meta.constraints,
            within("challenge_rating", 0, 30),
            within("legendary_uses", 0, 10),
            once_in_the_library("library_monster_once"),
        ]
