"""Which address leads where."""

from django.contrib import admin
from django.urls import include, path

from campaignlive import accounts
from campaignlive.health import healthz

handler404 = "campaignlive.breaking.nowhere"
handler500 = "campaignlive.breaking.broken"
urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("accounts/login/", accounts.SignIn.as_view(), name="login"),
    path("accounts/logout/", accounts.SignOut.as_view(), name="logout"),
    path("accounts/signup/", accounts.SignUp.as_view(), name="signup"),
    path("accounts/password/", accounts.ChangePassword.as_view(), name="password_change"),
    path("admin/", admin.site.urls),
    path("api/", include("campaignlive.api")),
    path("", include("campaigns.urls")),
    path("", include("interactions.urls")),
]
