"""Tells Django about this app."""

from django.apps import AppConfig


class ChatConfig(AppConfig):
    name = "chat"
