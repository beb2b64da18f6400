"""Which address leads where."""

from typing import Any

from django.contrib import admin
from django.contrib.auth import views as auth
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from interactions import rooms


def healthz(request: HttpRequest) -> HttpResponse:
    """Answers as soon as the process serves."""
    return HttpResponse("ok\n", content_type="text/plain")


class SignOut(auth.LogoutView):
    """Whoever signs out leaves the tables too."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().post(request, *args, **kwargs)
        rooms.look_again()
        return response


handler500 = "campaignlive.breaking.broken"
urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("accounts/login/", auth.LoginView.as_view(redirect_authenticated_user=True), name="login"),
    path("accounts/logout/", SignOut.as_view(), name="logout"),
    path("admin/", admin.site.urls),
    path("api/", include("campaignlive.api")),
    path("", include("campaigns.urls")),
    path("", include("interactions.urls")),
]
