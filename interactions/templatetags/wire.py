"""What the page of the reference needs in its template."""

import re

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
_TICKED = re.compile(r"`([^`]+)`")


@register.filter
def coded(text: str) -> SafeString:
    """What stands between backticks, as code."""
    return mark_safe(_TICKED.sub(r"<code>\1</code>", str(escape(text))))  # escaped before
