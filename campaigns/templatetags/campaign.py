"""The navigation inside a campaign, on every page that extends `pages/campaign.html`."""

from typing import Any

from django import template

from campaigns.permissions import DMS, role_in

register = template.Library()


@register.inclusion_tag("pages/nav.html", takes_context=True)
def campaign_nav(context: dict[str, Any]) -> dict[str, Any]:
    """Of the page's `campaign`, with the tab that `nav` names in front; DMs see more of it. One query where the page does
    not say what the reader is."""
    campaign = context["campaign"]
    role = context.get("member_role") or role_in(context["request"].user, campaign.pk)
    return {"campaign": campaign, "nav": context.get("nav", ""), "dm": role in DMS}
