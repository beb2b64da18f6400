"""Tells Django about this app."""

from django.apps import AppConfig


class SyncConfig(AppConfig):
    name = "sync"
    verbose_name = "Convex"

    def ready(self) -> None:
        from sync import checks  # noqa: F401  (registers them, once settings stand)
