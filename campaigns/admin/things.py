"""Items and who carries them; spells; conditions."""

from django.contrib import admin

from campaigns.admin.own import Authored, PartOfCreature, Related
from campaigns.models import Condition, InventoryEntry, Item, Spell

_SOURCE = ("Source", {"classes": ["collapse"], "fields": ("source", "source_key", "licence", "attribution")})
_SOURCE_COLUMNS = ["source_key", "source", "licence", "attribution"]


@admin.register(Item)
class ItemAdmin(Authored):
    list_display = ["name", "kind", "campaign", "weight", "value_gp"]
    list_filter = ["kind", "rarity", ("campaign", Related)]
    list_select_related = ["campaign"]
    search_fields = ["name", "description", "campaign__name"]
    autocomplete_fields = ["campaign"]
    readonly_fields = _SOURCE_COLUMNS
    fieldsets = [
        (None, {"fields": ("campaign", ("name", "kind", "category"), "description", ("weight", "value_gp"))}),
        ("Magic", {"fields": (("rarity", "attunement", "charges"),)}),
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
        _SOURCE,
    ]


@admin.register(InventoryEntry)
class InventoryEntryAdmin(PartOfCreature):
    list_display = ["item", "quantity", "player_character", "npc", "equipped", "slot"]
    list_filter = ["equipped", "slot", "item__kind"]
    list_select_related = ["item", "player_character", "npc"]
    search_fields = ["item__name", "player_character__name", "npc__name"]
    autocomplete_fields = ["item", "player_character", "npc"]


@admin.register(Spell)
class SpellAdmin(Authored):
    list_display = ["name", "level", "school", "campaign"]
    list_filter = ["level", "school", ("campaign", Related)]
    list_select_related = ["campaign"]
    search_fields = ["name", "description"]
    autocomplete_fields = ["campaign"]
    readonly_fields = _SOURCE_COLUMNS


@admin.register(Condition)
class ConditionAdmin(Authored):
    list_display = ["name", "key", "campaign"]
    list_select_related = ["campaign"]
    search_fields = ["name", "description"]
    autocomplete_fields = ["campaign"]
    readonly_fields = _SOURCE_COLUMNS
