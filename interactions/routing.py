"""Which socket address leads where."""

from django.urls import path

from interactions.consumers import RoomConsumer
from interactions.listeners import AlertConsumer

websocket_urlpatterns = [
    path("ws/interactions/<str:interaction_id>/", RoomConsumer.as_asgi()),
    path("ws/alerts/", AlertConsumer.as_asgi()),
]
