"""Tells Django about this app."""

from django.apps import AppConfig


class TurnsConfig(AppConfig):
    name = "turns"
