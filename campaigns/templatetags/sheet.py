"""How figures of a character sheet are written."""

from django import template

register = template.Library()


@register.filter
def signed(number: int) -> str:
    """+3, +0, −1: with a real minus sign."""
    return f"+{number}" if number >= 0 else f"−{-number}"


@register.filter
def words(key: str) -> str:
    """sleight_of_hand → Sleight of hand."""
    return str(key).replace("_", " ").capitalize()
