"""Things that can be carried, worn, wielded and drunk, and who carries them."""

from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from campaigns.models.campaign import Campaign
from campaigns.models.columns import exactly_one, id_column
from campaigns.models.creatures import NPC, PlayerCharacter
from campaigns.models.sources import Sourced, once_in_the_library
from campaigns.shapes import check_weapon_properties
from campaigns.words import DAMAGE_TYPES, DIE_SIDES


class ItemKind(models.TextChoices):
    """What a thing is for."""

    WEAPON = "weapon"
    ARMOR = "armor"
    SHIELD = "shield"
    POTION = "potion"
    GEAR = "gear"
    MAGIC = "magic", "Magic item"


class Rarity(models.TextChoices):
    """Of magic items; none for ordinary things."""

    NONE = "", "Not magical"
    COMMON = "common"
    UNCOMMON = "uncommon"
    RARE = "rare"
    VERY_RARE = "very_rare", "Very rare"
    LEGENDARY = "legendary"
    ARTIFACT = "artifact"


class Slot(models.TextChoices):
    """Where an equipped thing is; a two-handed weapon fills both hands."""

    NONE = "", "Not equipped"
    MAIN_HAND = "main_hand"
    OFF_HAND = "off_hand"
    TWO_HANDS = "two_hands"
    BODY = "body"


HANDS: Final = (Slot.MAIN_HAND, Slot.OFF_HAND)
MOST: Final = 1_000_000
"""Of one thing that somebody carries."""


def _count(maximum: int = 100) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(default=0, validators=[MaxValueValidator(maximum)])


def _bonus() -> models.SmallIntegerField:
    return models.SmallIntegerField(default=0, validators=[MinValueValidator(-20), MaxValueValidator(20)])


def _amount(help_text: str) -> models.DecimalField:
    return models.DecimalField(
        max_digits=10, decimal_places=2, default=0, validators=[MinValueValidator(0)], help_text=help_text
    )


class Item(Sourced):
    """One kind of thing, of one campaign or, without a campaign, of the shared library. 0 means the field does not apply."""

    id = id_column()
    campaign = models.ForeignKey(Campaign, null=True, blank=True, on_delete=models.CASCADE, related_name="items")
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=ItemKind.choices, default=ItemKind.GEAR)
    description = models.TextField(blank=True, max_length=10_000)
    category = models.CharField(max_length=60, blank=True, help_text="Ring, tool, adventuring gear …")
    rarity = models.CharField(max_length=10, blank=True, choices=Rarity.choices, default=Rarity.NONE)
    attunement = models.BooleanField(default=False)
    charges = _count()
    weight = _amount("Pounds.")
    value_gp = _amount("Gold pieces.")
    # Weapons: the wielder's ability and proficiency come on top of these bonuses.
    damage_count = _count()
    damage_sides = _count()
    damage_type = models.CharField(max_length=12, blank=True, choices=[(word, word) for word in sorted(DAMAGE_TYPES)])
    properties = models.JSONField(default=list, blank=True, validators=[check_weapon_properties])
    reach = _count()
    range_normal = _count(3_000)
    range_long = _count(3_000)
    attack_bonus = _bonus()
    damage_bonus = _bonus()
    # Armor: base plus Dexterity up to the cap (empty: no cap, 0: none of it); a shield adds its bonus.
    armor_class = _count(30)
    dex_cap = models.PositiveSmallIntegerField(null=True, blank=True, validators=[MaxValueValidator(10)])
    shield_bonus = _count(10)
    # Potions.
    heal_count = _count()
    heal_sides = _count()
    heal_bonus = _bonus()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="item_is_named"),
            models.CheckConstraint(condition=Q(kind__in=ItemKind.values), name="item_kind_known"),
            models.CheckConstraint(condition=Q(weight__gte=0, value_gp__gte=0), name="item_weight_and_value"),
            models.CheckConstraint(
                condition=~Q(kind="weapon") | (Q(reach__gt=0) | Q(range_normal__gt=0)) & ~Q(damage_type=""),
                name="weapon_can_strike",
                violation_error_message="A weapon has a damage type and a reach, a range or both.",
            ),
            models.CheckConstraint(
                condition=Q(range_long=0) | Q(range_long__gte=F("range_normal"), range_normal__gt=0),
                name="item_long_range_is_longer",
                violation_error_message="The long range cannot be shorter than the normal one.",
            ),
            models.CheckConstraint(condition=~Q(kind="armor") | Q(armor_class__gt=0), name="armor_protects"),
            models.CheckConstraint(condition=~Q(kind="shield") | Q(shield_bonus__gt=0), name="shield_protects"),
            models.CheckConstraint(condition=Q(rarity__in=Rarity.values), name="item_rarity_known"),
            once_in_the_library("library_item_once"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def slot(self) -> str:
        """Where it goes when equipped; empty for what cannot be equipped."""
        match self.kind:
            case ItemKind.WEAPON:
                return Slot.TWO_HANDS if "two-handed" in self.properties else Slot.MAIN_HAND
            case ItemKind.SHIELD:
                return Slot.OFF_HAND
            case ItemKind.ARMOR:
                return Slot.BODY
        return Slot.NONE

    @property
    def places(self) -> tuple[str, ...]:
        """Where it can be equipped."""
        if self.kind == ItemKind.WEAPON and self.slot != Slot.TWO_HANDS:
            return (*HANDS, Slot.TWO_HANDS) if "versatile" in self.properties else HANDS
        return (self.slot,) if self.slot else ()

    def clean(self) -> None:
        """Dice are real dice, or absent altogether."""
        for what in ("damage", "heal"):
            count, sides = getattr(self, f"{what}_count") or 0, getattr(self, f"{what}_sides") or 0
            if (count == 0) != (sides == 0) or (count and sides not in DIE_SIDES):
                raise ValidationError({f"{what}_sides": f"{count}d{sides} is no roll of dice."})


class InventoryEntry(models.Model):
    """So many of one thing, carried by one character; equipped exactly when it has a slot, and one thing a slot."""

    id = id_column()
    item = models.ForeignKey(Item, on_delete=models.RESTRICT, related_name="carried")
    player_character = models.ForeignKey(
        PlayerCharacter, null=True, blank=True, on_delete=models.CASCADE, related_name="inventory"
    )
    npc = models.ForeignKey(
        NPC, null=True, blank=True, on_delete=models.CASCADE, related_name="inventory", verbose_name="NPC"
    )
    quantity = models.PositiveIntegerField(default=1, validators=[MinValueValidator(1), MaxValueValidator(MOST)])
    equipped = models.BooleanField(default=False)
    slot = models.CharField(max_length=10, blank=True, choices=Slot.choices, default=Slot.NONE)
    charges_left = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MaxValueValidator(100)], help_text="Empty: all of the item's."
    )

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "inventory entries"
        constraints = [
            exactly_one("player_character", "npc", name="entry_has_one_owner"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="entry_quantity_positive"),
            models.CheckConstraint(
                condition=Q(equipped=True, slot__in=["main_hand", "off_hand", "two_hands", "body"])
                | Q(equipped=False, slot=""),
                name="equipped_means_in_a_slot",
                violation_error_message="What is equipped has a slot, and only that.",
            ),
            *(
                models.UniqueConstraint(
                    fields=[owner, "slot"],
                    condition=Q(equipped=True),
                    name=name,
                    violation_error_message="There is something in this slot already.",
                )
                for owner, name in (("player_character", "character_slot_holds_one"), ("npc", "npc_slot_holds_one"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.item}"

    def clean(self) -> None:
        """The item is the library's or of the owner's campaign, and if it is equipped it is where it can be."""
        owner = self.player_character or self.npc
        if owner is None or not hasattr(self, "item"):
            return  # the missing reference has its own message
        if self.item.campaign_id not in (None, owner.campaign_id):
            raise ValidationError({"item": "The item belongs to another campaign."})
        if not self.equipped:
            return
        if not self.item.slot:
            raise ValidationError({"equipped": f"{self.item} cannot be equipped."})
        if self.slot and self.slot not in self.item.places:
            raise ValidationError({"slot": f"{self.item} does not go there."})
        if not owner._state.adding and self._hands_are_full(owner):
            raise ValidationError({"slot": "Who holds something in both hands holds nothing else."})

    def _hands_are_full(self, owner: Any) -> bool:
        """Of what holds another hand the database knows: of what is in the same one, too."""
        others = {Slot.TWO_HANDS: HANDS, **dict.fromkeys(HANDS, (Slot.TWO_HANDS,))}.get(self.slot, ())
        return bool(owner.inventory.filter(slot__in=others).exclude(pk=self.pk).exists())
