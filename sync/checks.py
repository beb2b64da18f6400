"""What `manage.py check` says of the settings for Convex."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning, register

from sync.outbox import switched_on


@register()
def convex_is_reachable_in_principle(**_: Any) -> list[CheckMessage]:
    """An address needs a key: all that the node calls is internal."""
    if switched_on() and not settings.CONVEX_ADMIN_KEY:
        hint = "Set CONVEX_ADMIN_KEY to a deploy key, or unset CONVEX_URL."
        return [Warning("CONVEX_URL is set, and no key: nothing will be delivered.", hint=hint, id="sync.W001")]
    return []
