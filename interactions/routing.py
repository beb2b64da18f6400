"""Which socket address leads where."""

from django.urls import path

from interactions.consumers import RoomConsumer

websocket_urlpatterns = [path("ws/interactions/<str:interaction_id>/", RoomConsumer.as_asgi())]
