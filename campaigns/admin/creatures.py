"""Who can stand on a map: stat blocks with their attacks, features and inventories on one page."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms import BaseInlineFormSet
from django.http import HttpRequest

from campaigns.admin.forms import CharacterForm
from campaigns.admin.own import Authored, Part, PartOfCreature, Related, Values
from campaigns.desk import is_staff
from campaigns.models import NPC, CreatureAttack, Feature, InventoryEntry, Monster, PlayerCharacter, Slot
from campaigns.models.items import HANDS
from campaigns.words import ABILITIES

_SPEEDS = ("speed_walk", "speed_fly", "speed_swim", "speed_climb", "speed_burrow")
_RESISTANCES = ("damage_resistances", "damage_vulnerabilities", "damage_immunities", "condition_immunities")
_STAT_BLOCK = (
    ("Defences and speeds", {"fields": (("armor_class", "hit_points", "initiative_modifier"), _SPEEDS)}),
    ("Abilities", {"fields": (ABILITIES[:3], ABILITIES[3:], ("saves", "skills"), ("senses", "languages"))}),
    ("Resistances and immunities", {"classes": ["collapse"], "fields": _RESISTANCES}),
)


class InventoryFormSet(BaseInlineFormSet):
    """Sees what one row alone cannot: two rows of the same submission that want one slot."""

    def clean(self) -> None:
        super().clean()
        rows = [form.cleaned_data for form in self.forms if form.cleaned_data and not self._should_delete_form(form)]
        taken = [row["slot"] for row in rows if row.get("equipped")]
        if len(set(taken)) != len(taken):
            raise ValidationError("Two things cannot be in the same slot.")
        if Slot.TWO_HANDS in taken and {*HANDS} & {*taken}:
            raise ValidationError("Who holds something in both hands holds nothing else.")


class InventoryInline(Part, admin.TabularInline):
    model = InventoryEntry
    formset = InventoryFormSet
    fields = ["item", "quantity", "equipped", "slot"]
    autocomplete_fields = ["item"]
    extra = 0


class AttackInline(Part, admin.StackedInline):
    model = CreatureAttack
    fields = (
        ("key", "name", "kind", "order"),
        ("to_hit", "reach", "range_normal", "range_long"),
        "damage",
        "note",
    )
    extra = 0


class FeatureInline(Part, admin.StackedInline):
    model = Feature
    fields = (("kind", "key", "name"), "description", ("uses", "cost", "order"))
    extra = 0


@admin.register(PlayerCharacter)
class PlayerCharacterAdmin(Authored):
    form = CharacterForm
    list_display = ["name", "campaign", "owner", "level", "hit_points"]
    list_filter = [("campaign", Related), "level"]
    list_select_related = ["campaign", "owner"]
    search_fields = ["name", "campaign__name", "owner__username"]
    autocomplete_fields = ["campaign", "owner", "spells"]
    fieldsets = [
        (None, {"fields": ("campaign", "owner", ("name", "size"), ("level", "xp", "current_hp"))}),
        ("Story", {"fields": (("species", "character_class", "background"), "description", "notes", "dm_notes")}),
        *_STAT_BLOCK,
        ("Spells", {"classes": ["collapse"], "fields": ("spell_slots", "spells")}),
    ]
    inlines = [AttackInline, FeatureInline, InventoryInline]


@admin.register(NPC)
class NPCAdmin(Authored):
    list_display = ["name", "campaign", "hit_points"]
    list_filter = [("campaign", Related), "size"]
    list_select_related = ["campaign"]
    search_fields = ["name", "dm_notes", "campaign__name"]
    autocomplete_fields = ["campaign"]
    fieldsets = [(None, {"fields": ("campaign", ("name", "size"), "description", "dm_notes")}), *_STAT_BLOCK]
    inlines = [AttackInline, FeatureInline, InventoryInline]


@admin.register(Monster)
class MonsterAdmin(Authored):
    list_display = ["name", "creature_type", "size", "challenge_rating", "xp", "campaign", "source"]
    list_filter = ["size", ("creature_type", Values), "challenge_rating", ("source", Values), ("campaign", Related)]
    list_select_related = ["campaign"]
    search_fields = ["name", "creature_type"]
    autocomplete_fields = ["campaign"]
    readonly_fields = ["source_key", "source", "licence", "attribution"]
    fieldsets = [
        (
            None,
            {
                "fields": (
                    "campaign",
                    ("name", "size", "creature_type", "alignment"),
                    ("challenge_rating", "xp", "legendary_uses"),
                    "description",
                    "dm_notes",
                )
            },
        ),
        *_STAT_BLOCK,
        ("Source", {"classes": ["collapse"], "fields": ("source", "source_key", "licence", "attribution")}),
    ]
    inlines = [AttackInline, FeatureInline]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Notes in the library are the staff's: it is nobody's campaign."""
        shown = super().get_fieldsets(request, obj)
        if obj is None or obj.campaign_id is not None or is_staff(request.user):
            return shown
        return [
            (title, {**options, "fields": tuple(field for field in options["fields"] if field != "dm_notes")})
            for title, options in shown
        ]

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        """What one may not read one does not find either."""
        return [*self.search_fields, "dm_notes"] if is_staff(request.user) else [*self.search_fields]


@admin.register(CreatureAttack)
class CreatureAttackAdmin(PartOfCreature):
    list_display = ["name", "monster", "npc", "player_character", "kind", "to_hit"]
    list_filter = ["kind"]
    list_select_related = ["monster", "npc", "player_character"]
    search_fields = ["name", "key", "monster__name", "npc__name", "player_character__name"]
    autocomplete_fields = ["monster", "npc", "player_character"]


@admin.register(Feature)
class FeatureAdmin(PartOfCreature):
    list_display = ["name", "kind", "monster", "npc", "player_character"]
    list_filter = ["kind"]
    list_select_related = ["monster", "npc", "player_character"]
    search_fields = ["name", "description"]
    autocomplete_fields = ["monster", "npc", "player_character"]
