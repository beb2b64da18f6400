"""Tells Django about this app."""

from importlib import import_module

from django.apps import AppConfig


class SyncConfig(AppConfig):
    name = "sync"
    verbose_name = "Convex"

    def ready(self) -> None:
        import_module("sync.checks")  # registers them, once settings stand
