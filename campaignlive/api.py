"""The addresses below /api/."""

from django.urls import include, path
from drf_spectacular.views import SpectacularSwaggerSplitView
from rest_framework.routers import DefaultRouter

from campaignlive.document import Document
from campaigns.api.members import AcceptInvitation
from campaigns.api.routes import ROUTES
from chat.api import Chat, Moderate, ShowAgain
from interactions.api import exchanging, passes, starting, views
from interactions.reference import pages as reference
from turns.api import Actions, Logs, Turns


class Docs(SpectacularSwaggerSplitView):
    """The documentation to read and to try; its scripts and styles are served here."""

    template_name = "api/docs.html"
    url_name = "api:schema"


router = DefaultRouter()
router.include_root_view = False
router.include_format_suffixes = False
for prefix, viewset, name in ROUTES:
    router.register(prefix, viewset, basename=name)
router.register("interactions", views.InteractionViewSet, basename="interaction")

of_interaction = [
    path("state/", views.State.as_view()),
    path("snapshot/", views.SnapshotView.as_view()),
    path("actions/", Actions.as_view()),
    path("actions/<str:action_id>/resolve/", views.ResolveAction.as_view()),
    path("turns/", Turns.as_view()),
    path("logs/", Logs.as_view()),
    path("chat/", Chat.as_view()),
    path("chat/<str:message_id>/hide/", Moderate.as_view()),
    path("chat/<str:message_id>/show/", ShowAgain.as_view()),
    path("export/", exchanging.ExportInteraction.as_view()),
    path("recap/", exchanging.Recap.as_view()),
    *(path(f"{word}/", view.as_view()) for word, view in views.LIVE_COMMANDS.items()),
]

app_name = "api"
urlpatterns = [
    path("ws-tickets/", passes.WsTickets.as_view(), name="ws-tickets"),
    path("schema/", Document.as_view(), name="schema"),
    path("docs/", Docs.as_view(), name="docs"),
    path("sockets/", reference.page, name="sockets"),
    path("sockets/asyncapi.json", reference.asyncapi, name="asyncapi"),
    path("invitations/accept/", AcceptInvitation.as_view(), name="accept-invitation"),
    path("live/", views.Live.as_view(), name="live"),
    path("campaigns/<str:campaign_id>/start-interaction/", starting.StartInteraction.as_view(), name="start"),
    path("campaigns/import/", exchanging.ImportCampaign.as_view(), name="import"),
    path("campaigns/<str:campaign_id>/export/", exchanging.ExportCampaign.as_view(), name="export"),
    path("", include(router.urls)),
    path("interactions/<str:id>/", include(of_interaction)),
]
