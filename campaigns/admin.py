"""Authored content in Django's admin: for site staff; search, filters, and stat blocks with their attacks on one page."""

from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import ValidationError
from django.db.models import TextField
from django.forms import BaseInlineFormSet
from django.http import HttpRequest

from campaigns.models import (
    NPC,
    Campaign,
    Condition,
    CreatureAttack,
    Feature,
    InventoryEntry,
    Invitation,
    Item,
    Location,
    Map,
    Membership,
    Monster,
    PlayerCharacter,
    Quest,
    Spell,
)
from campaigns.words import ABILITIES

_SPEEDS = ("speed_walk", "speed_fly", "speed_swim", "speed_climb")
_RESISTANCES = ("damage_resistances", "damage_vulnerabilities", "damage_immunities", "condition_immunities")
_STAT_BLOCK = (
    ("Defences and speeds", {"fields": (("armor_class", "hit_points", "initiative_modifier"), _SPEEDS)}),
    ("Abilities", {"fields": (ABILITIES[:3], ABILITIES[3:], "saves")}),
    ("Resistances and immunities", {"classes": ["collapse"], "fields": _RESISTANCES}),
)


class MembershipInline(admin.TabularInline):
    model = Membership
    autocomplete_fields = ["user"]
    extra = 0


class InventoryFormSet(BaseInlineFormSet):
    """Sees what one row alone cannot: two rows of the same submission that want one slot."""

    def clean(self) -> None:
        super().clean()
        rows = [form.cleaned_data for form in self.forms if form.cleaned_data and not self._should_delete_form(form)]
        taken = [row["slot"] for row in rows if row.get("equipped")]
        if len(set(taken)) != len(taken):
            raise ValidationError("Two things cannot be in the same slot.")


class InventoryInline(admin.TabularInline):
    model = InventoryEntry
    formset = InventoryFormSet
    fields = ["item", "quantity", "equipped", "slot"]
    autocomplete_fields = ["item"]
    extra = 0


class AttackInline(admin.StackedInline):
    model = CreatureAttack
    fields = (
        ("key", "name", "kind", "order"),
        ("to_hit", "reach", "range_normal", "range_long"),
        "damage",
        "note",
    )
    extra = 0


@admin.register(Campaign)
class CampaignAdmin(admin.ModelAdmin):
    list_display = ["name", "created_at"]
    search_fields = ["name", "description", "memberships__user__username"]
    list_filter = ["created_at"]
    readonly_fields = ["created_at"]
    inlines = [MembershipInline]


@admin.register(Membership)
class MembershipAdmin(admin.ModelAdmin):
    list_display = ["campaign", "user", "role"]
    list_filter = ["role", "campaign"]
    list_select_related = ["campaign", "user"]
    search_fields = ["campaign__name", "user__username"]
    autocomplete_fields = ["campaign", "user"]


@admin.register(Map)
class MapAdmin(admin.ModelAdmin):
    list_display = ["name", "campaign", "width", "height", "cell_feet"]
    list_filter = ["campaign"]
    list_select_related = ["campaign"]
    search_fields = ["name", "campaign__name"]
    autocomplete_fields = ["campaign"]
    fields = ["campaign", "name", ("width", "height", "cell_feet"), "terrain"]
    formfield_overrides = {
        TextField: {"widget": AdminTextareaWidget(attrs={"rows": 20, "wrap": "off", "spellcheck": "false"})}
    }


class Described(admin.ModelAdmin):
    """What has a description and belongs to a campaign."""

    list_filter = ["campaign"]
    search_fields = ["name", "description", "campaign__name"]


@admin.register(Location)
class LocationAdmin(Described):
    list_display = ["name", "campaign", "map"]
    list_select_related = autocomplete_fields = ["campaign", "map"]
    fields = ["campaign", "name", "description", "map", ("spawn_x", "spawn_y"), ("spawn_width", "spawn_height")]


@admin.register(Quest)
class QuestAdmin(Described):
    list_display = ["name", "campaign", "location"]
    list_select_related = autocomplete_fields = ["campaign", "location"]


@admin.register(PlayerCharacter)
class PlayerCharacterAdmin(admin.ModelAdmin):
    list_display = ["name", "campaign", "owner", "level", "hit_points"]
    list_filter = ["campaign", "level"]
    list_select_related = ["campaign", "owner"]
    search_fields = ["name", "campaign__name", "owner__username"]
    autocomplete_fields = ["campaign", "owner"]
    fieldsets = [
        (None, {"fields": ("campaign", "owner", ("name", "size"), ("level", "xp", "current_hp"))}),
        *_STAT_BLOCK,
    ]
    inlines = [AttackInline, InventoryInline]


@admin.register(NPC)
class NPCAdmin(admin.ModelAdmin):
    list_display = ["name", "campaign", "hit_points"]
    list_filter = ["campaign", "size"]
    list_select_related = ["campaign"]
    search_fields = ["name", "dm_notes", "campaign__name"]
    autocomplete_fields = ["campaign"]
    fieldsets = [(None, {"fields": ("campaign", ("name", "size"), "dm_notes")}), *_STAT_BLOCK]
    inlines = [AttackInline, InventoryInline]


@admin.register(Monster)
class MonsterAdmin(admin.ModelAdmin):
    list_display = ["name", "creature_type", "size", "challenge_rating", "xp", "campaign", "source"]
    list_filter = ["size", "creature_type", "challenge_rating", "source", "campaign"]
    list_select_related = ["campaign"]
    search_fields = ["name", "creature_type", "dm_notes"]
    autocomplete_fields = ["campaign"]
    readonly_fields = ["source_key", "source", "licence", "attribution"]
    fieldsets = [
        (None, {"fields": ("campaign", ("name", "size", "creature_type"), ("challenge_rating", "xp"), "dm_notes")}),
        *_STAT_BLOCK,
        ("Source", {"classes": ["collapse"], "fields": ("source", "source_key", "licence", "attribution")}),
    ]
    inlines = [AttackInline]


@admin.register(CreatureAttack)
class CreatureAttackAdmin(admin.ModelAdmin):
    list_display = ["name", "monster", "npc", "player_character", "kind", "to_hit"]
    list_filter = ["kind"]
    list_select_related = ["monster", "npc", "player_character"]
    search_fields = ["name", "key", "monster__name", "npc__name", "player_character__name"]
    autocomplete_fields = ["monster", "npc", "player_character"]


@admin.register(Item)
class ItemAdmin(admin.ModelAdmin):
    list_display = ["name", "kind", "campaign", "weight", "value_gp"]
    list_filter = ["kind", "campaign"]
    list_select_related = ["campaign"]
    search_fields = ["name", "description", "campaign__name"]
    autocomplete_fields = ["campaign"]
    fieldsets = [
        (None, {"fields": ("campaign", ("name", "kind"), "description", ("weight", "value_gp"))}),
        (
            "Weapon",
            {
                "fields": (
                    ("damage_count", "damage_sides", "damage_type"),
                    ("reach", "range_normal", "range_long"),
                    ("attack_bonus", "damage_bonus"),
                    "properties",
                )
            },
        ),
        ("Armor and shield", {"fields": (("armor_class", "dex_cap", "shield_bonus"),)}),
        ("Potion", {"fields": (("heal_count", "heal_sides", "heal_bonus"),)}),
    ]


@admin.register(InventoryEntry)
class InventoryEntryAdmin(admin.ModelAdmin):
    list_display = ["item", "quantity", "player_character", "npc", "equipped", "slot"]
    list_filter = ["equipped", "slot", "item__kind"]
    list_select_related = ["item", "player_character", "npc"]
    search_fields = ["item__name", "player_character__name", "npc__name"]
    autocomplete_fields = ["item", "player_character", "npc"]


@admin.register(Spell)
class SpellAdmin(admin.ModelAdmin):
    list_display = ["name", "level", "school", "campaign"]
    list_filter = ["level", "school"]
    list_select_related = ["campaign"]
    search_fields = ["name", "description"]
    autocomplete_fields = ["campaign"]


@admin.register(Condition)
class ConditionAdmin(admin.ModelAdmin):
    list_display = ["name", "key", "campaign"]
    list_select_related = ["campaign"]
    search_fields = ["name", "description"]
    autocomplete_fields = ["campaign"]


@admin.register(Feature)
class FeatureAdmin(admin.ModelAdmin):
    list_display = ["name", "kind", "monster", "npc", "player_character"]
    list_filter = ["kind"]
    list_select_related = ["monster", "npc", "player_character"]
    search_fields = ["name", "description"]
    autocomplete_fields = ["monster", "npc", "player_character"]


@admin.register(Invitation)
class InvitationAdmin(admin.ModelAdmin):
    list_display = ["campaign", "role", "uses", "most_uses", "expires_at", "revoked_at"]
    list_filter = ["role"]
    list_select_related = ["campaign"]
    search_fields = ["campaign__name"]
    autocomplete_fields = ["campaign"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Its link would be shown nowhere: invitations are made on the campaign's page."""
        return False
