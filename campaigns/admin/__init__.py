"""Authored content in Django's admin: search, filters, stat blocks and inventories on one page; for DMs their own campaigns'."""

from campaigns.admin import convex, creatures, people, places, things

__all__ = ["convex", "creatures", "people", "places", "things"]
