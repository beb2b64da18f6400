"""The addresses of the pages."""

from django.urls import path

from interactions import pages
from interactions.dicepage import dice
from interactions.exchange import pages as exchange
from interactions.preparing import pages as preparing

urlpatterns = [
    path("", pages.campaigns, name="campaigns"),
    path("campaigns/import/", exchange.import_page, name="import_campaign"),
    path("campaigns/<str:id>/export/", exchange.export_page, name="export_campaign"),
    path("campaigns/<str:id>/", pages.campaign, name="campaign"),
    path("campaigns/<str:id>/start/", pages.start_interaction, name="start_interaction"),
    path("campaigns/<str:id>/prepare/", preparing.prepare_new, name="prepare_new"),
    path("interactions/<str:id>/", pages.live, name="live"),
    path("interactions/<str:id>/dice/", dice, name="dice"),
    path("interactions/<str:id>/go-live/", pages.go_live, name="go_live"),
    path("interactions/<str:id>/prepare/", preparing.prepare, name="prepare"),
    path("interactions/<str:id>/delete/", preparing.delete_draft, name="delete_draft"),
    path("interactions/<str:id>/duplicate/", preparing.duplicate_interaction, name="duplicate"),
]
