"""Django's admin as a desk: for staff everything, by Django's permissions; for DMs their own campaigns, by the role table."""

from typing import Any

from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpRequest

from campaigns.models import Membership
from campaigns.narrowing import narrowed
from campaigns.permissions import DMS


class Desk(AdminSite):
    """Lets in staff, and whoever is a DM somewhere."""

    site_header = "CampaignLive"
    site_title = "CampaignLive"
    index_title = "Everything behind the tables"
    login_form = AuthenticationForm

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Whoever wrote the admin, also Django: the address of its list asks what the filters ask, and nothing else."""
        super().register(model_or_iterable, narrowed(admin_class or ModelAdmin), **options)

    def has_permission(self, request: HttpRequest) -> bool:
        return request.user.is_active and (is_staff(request.user) or is_dm(request.user))


def is_staff(user: Any) -> bool:
    """Whether this person works for the site."""
    return bool(user.is_active and user.is_staff)


def is_dm(user: Any) -> bool:
    """Whether this person is owner or co-DM of any campaign; one query for each `user` object, so for each request."""
    if not user.is_authenticated:
        return False
    if not hasattr(user, "leads_somewhere"):
        user.leads_somewhere = Membership.objects.filter(user_id=user.pk, role__in=DMS).exists()
    return bool(user.leads_somewhere)
