"""Staff see what waits, contradicts or cannot be kept, and decide conflicts."""

from typing import Any

from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from campaigns.models import Counterpart, Map, Monster
from tests.campaigns.convex.web import Shipped, Web, pulled

LIST = "admin:campaigns_counterpart_changelist"


def in_conflict(web: Web) -> Counterpart:
    Monster.objects.update(name="Red Wolf")
    web.edits("monsters", "wolf", name="Grey Wolf")
    web.edits("maps", "hall", width=0)
    pulled(web)
    return Counterpart.objects.get(kind="monsters")


def decide(client: Client, action: str, *chosen: Counterpart) -> Any:
    sent = {"action": action, "_selected_action": [one.pk for one in chosen]}
    return client.post(reverse(LIST), sent, follow=True).content.decode()


def test_the_list_says_why(web: Web, admin_client: Client):
    in_conflict(web)
    page = admin_client.get(reverse(LIST), {"state__exact": "conflict"}).content.decode()
    assert "name is “Red Wolf” here and “Grey Wolf” in Convex." in page
    assert "Hall" not in page


def test_what_is_here_is_kept(web: Web, admin_client: Client, shipped: Shipped):
    assert "decided" in decide(admin_client, "keep_local", in_conflict(web))
    assert web.receives(shipped()) == {"monsters:wolf": "applied"}
    assert web.row("monsters", "wolf")["name"] == "Red Wolf"


def test_what_convex_has_is_taken(web: Web, admin_client: Client, shipped: Shipped):
    conflict, invalid = in_conflict(web), Counterpart.objects.get(kind="maps")
    decide(admin_client, "keep_convex", conflict, invalid)
    assert Monster.objects.get().name == "Grey Wolf"
    assert Map.objects.get().width == 3
    assert Counterpart.objects.get(kind="maps").state == "invalid"  # there was nothing to decide
    web.receives(shipped())
    assert web.row("monsters", "wolf")["name"] == "Grey Wolf"


def test_who_may_only_look_decides_nothing(web: Web, client: Client, django_user_model: Any):
    conflict = in_conflict(web)
    clerk = django_user_model.objects.create_user("clerk", is_staff=True)
    clerk.user_permissions.add(Permission.objects.get(codename="view_counterpart"))
    client.force_login(clerk)
    assert "Red Wolf" in client.get(reverse(LIST)).content.decode()
    decide(client, "keep_convex", conflict)
    assert Monster.objects.get().name == "Red Wolf"
