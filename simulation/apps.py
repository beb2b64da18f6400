"""Tells Django about this app."""

from django.apps import AppConfig


class SimulationConfig(AppConfig):
    name = "simulation"
