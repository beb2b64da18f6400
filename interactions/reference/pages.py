"""The reference to read, and as the document itself. For anybody: nothing in it is a secret."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from interactions.reference.asyncapi import document
from interactions.reference.reading import chapters


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """All of it on one page."""
    return render(request, "interactions/sockets.html", {"chapters": chapters()})


@require_safe
@cache_control(max_age=300)
def asyncapi(request: HttpRequest) -> HttpResponse:
    """The AsyncAPI document."""
    return JsonResponse(document(), json_dumps_params={"ensure_ascii": False})
