"""How often somebody may try: counted in the cache, by address and by name, for as long as the limit says."""

import ipaddress
from contextlib import suppress
from typing import NamedTuple

from django.core.cache import cache
from django.http import HttpRequest


class Limit(NamedTuple):
    """At most `most` attempts within `seconds` of the first one."""

    name: str
    most: int
    seconds: int


def allowed(limit: Limit, who: str) -> bool:
    """Counts an attempt and says whether it is still within the limit."""
    key = _key(limit, who)
    cache.add(key, 0, limit.seconds)
    try:
        return cache.incr(key) <= limit.most
    except ValueError:  # it ran out between the two
        return True


def take_back(limit: Limit, who: str) -> None:
    """One attempt less: it was none."""
    with suppress(ValueError):
        cache.decr(_key(limit, who))


def forget(limit: Limit, who: str) -> None:
    """As if nothing had been tried."""
    cache.delete(_key(limit, who))


def address_of(request: HttpRequest) -> str:
    """Who asks, as far as the network knows; of IPv6 the /64, which is one household's."""
    said = request.META.get("REMOTE_ADDR", "")
    try:
        address = ipaddress.ip_address(said)
    except ValueError:
        return str(said)
    if address.version == 6:
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)


def _key(limit: Limit, who: str) -> str:
    return f"attempts:{limit.name}:{who.encode(errors='replace').hex()[:150]}"
