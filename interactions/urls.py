"""The addresses of the pages."""

from django.urls import path

from interactions import pages

urlpatterns = [
    path("", pages.campaigns, name="campaigns"),
    path("campaigns/<str:id>/", pages.campaign, name="campaign"),
    path("campaigns/<str:id>/start/", pages.start_interaction, name="start_interaction"),
    path("interactions/<str:id>/", pages.live, name="live"),
    path("interactions/<str:id>/go-live/", pages.go_live, name="go_live"),
]
