"""How the delivery to Convex goes, as a line of a page."""

from typing import Any

from django import template

from sync.status import sentences

register = template.Library()


@register.inclusion_tag("sync/line.html")
def convex_line() -> dict[str, Any]:
    """Nothing where Convex is switched off."""
    return {"sentences": sentences()}
