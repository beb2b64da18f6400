"""How often somebody may ask over REST; the rates are in the settings, read anew each time."""

from django.conf import settings
from rest_framework.throttling import ScopedRateThrottle, UserRateThrottle


class OfPerson(UserRateThrottle):
    """All requests of one person."""

    scope = "requests"

    def get_rate(self) -> str | None:
        return settings.API_RATES[self.scope]


class OfScope(ScopedRateThrottle):
    """Requests of one person to views that name a `throttle_scope`."""

    def get_rate(self) -> str | None:
        return settings.API_RATES[self.scope]
