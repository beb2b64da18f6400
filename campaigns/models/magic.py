"""Spells and conditions: what they do in words, and of it what rules can use."""

from django.core.validators import MaxValueValidator, validate_slug
from django.db import models
from django.db.models import Q

from campaigns.models.campaign import Campaign
from campaigns.models.columns import id_column, within
from campaigns.models.sources import Sourced, once_in_the_library
from campaigns.shapes import check_classes, check_damage
from campaigns.words import ABILITIES


class School(models.TextChoices):
    """The eight schools of magic."""

    ABJURATION = "abjuration"
    CONJURATION = "conjuration"
    DIVINATION = "divination"
    ENCHANTMENT = "enchantment"
    EVOCATION = "evocation"
    ILLUSION = "illusion"
    NECROMANCY = "necromancy"
    TRANSMUTATION = "transmutation"


class Spell(Sourced):
    """A spell of one campaign or, without a campaign, of the shared library. Level 0 is a cantrip."""

    id = id_column()
    campaign = models.ForeignKey(Campaign, null=True, blank=True, on_delete=models.CASCADE, related_name="spells")
    name = models.CharField(max_length=120)
    level = models.PositiveSmallIntegerField(default=0, validators=[MaxValueValidator(9)], help_text="0: a cantrip.")
    school = models.CharField(max_length=13, choices=School.choices)
    casting_time = models.CharField(max_length=200, default="action", help_text="action, bonus action, 1 minute …")
    ritual = models.BooleanField(default=False)
    range_text = models.CharField(max_length=120, blank=True, help_text="As it is written: 60 feet, Self, Touch …")
    range_feet = models.PositiveIntegerField(
        null=True, blank=True, validators=[MaxValueValidator(1_000_000)], help_text="Empty where it is no distance."
    )
    verbal = models.BooleanField(default=False)
    somatic = models.BooleanField(default=False)
    material = models.BooleanField(default=False)
    material_text = models.CharField(max_length=500, blank=True)
    duration = models.CharField(max_length=120, default="instantaneous")
    concentration = models.BooleanField(default=False)
    description = models.TextField(blank=True, max_length=20_000)
    higher_level = models.TextField(blank=True, max_length=10_000)
    classes = models.JSONField(default=list, blank=True, validators=[check_classes], help_text='["wizard", "cleric"]')
    attack_roll = models.BooleanField(default=False)
    saving_throw = models.CharField(max_length=12, blank=True, choices=[(word, word) for word in ABILITIES])
    damage = models.JSONField(
        default=list,
        blank=True,
        validators=[check_damage],
        help_text='[{"count": 8, "sides": 6, "bonus": 0, "type": "fire"}] at the spell\'s own level.',
    )

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="spell_is_named"),
            within("level", 0, 9),
            models.CheckConstraint(condition=Q(school__in=School.values), name="spell_school_known"),
            models.CheckConstraint(
                condition=Q(saving_throw__in=["", *ABILITIES]), name="spell_saving_throw_is_an_ability"
            ),
            once_in_the_library("library_spell_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Condition(Sourced):
    """A condition as the rules text tells it; `key` is the word that creatures and the rules know it by."""

    id = id_column()
    campaign = models.ForeignKey(Campaign, null=True, blank=True, on_delete=models.CASCADE, related_name="conditions")
    key = models.CharField(max_length=60, validators=[validate_slug])
    name = models.CharField(max_length=120)
    description = models.TextField(blank=True, max_length=10_000)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="condition_is_named"),
            models.CheckConstraint(condition=~Q(key=""), name="condition_has_a_key"),
            models.UniqueConstraint(fields=["campaign", "key"], name="campaign_condition_once"),
            once_in_the_library("library_condition_once"),
        ]

    def __str__(self) -> str:
        return self.name
