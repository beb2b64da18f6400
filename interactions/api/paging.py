"""How records of the journal are cut into pages."""

import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from django.conf import settings
from django.utils.crypto import salted_hmac
from rest_framework.exceptions import NotFound
from rest_framework.pagination import Cursor, CursorPagination
from rest_framework.utils.urls import replace_query_param

_PLACE = struct.Struct(">qI?")
"""The row's number (-1: none), an offset, and whether one goes back: always as long."""


class InOrder(CursorPagination):
    """As they stand in the journal, up to 100 a page (`?page_size=`, at most 500).

    A cursor holds the number of a row, from which one could count the rows between that one is not told of. So it is
    enciphered, and good at its own address alone: elsewhere it might be held against numbers that are known.
    """

    ordering = ("seq", "pk")
    page_size = 100
    page_size_query_param = "page_size"
    max_page_size = 500

    def decode_cursor(self, request: Any) -> Cursor | None:
        """A cursor that we did not make for this address is answered like any other that is broken."""
        sealed = request.query_params.get(self.cursor_query_param)
        if sealed is None:
            return None
        try:
            return _opened(sealed, request.build_absolute_uri())
        except (ValueError, InvalidTag):
            raise NotFound(self.invalid_cursor_message) from None

    def encode_cursor(self, cursor: Cursor) -> str:
        return str(replace_query_param(self.base_url, self.cursor_query_param, _sealed(cursor, self.base_url)))


def _sealed(cursor: Cursor, address: str) -> str:
    place = _PLACE.pack(-1 if cursor.position is None else int(cursor.position), cursor.offset, cursor.reverse)
    return urlsafe_b64encode(_cipher(settings.SECRET_KEY).encrypt(place, _where(address))).decode()


def _opened(sealed: str, address: str) -> Cursor:
    """Raises `ValueError`, `InvalidTag`."""
    place = _cipher(settings.SECRET_KEY).decrypt(urlsafe_b64decode(sealed), _where(address))
    position, offset, reverse = _PLACE.unpack(place)
    return Cursor(offset, reverse, None if position < 0 else str(position))


def _where(address: str) -> list[bytes]:
    return [urlsplit(address).path.encode()]


@cache
def _cipher(secret: str) -> AESSIV:
    """The same place has the same cursor (RFC 5297): no random numbers are needed, and nothing but sameness is told."""
    return AESSIV(salted_hmac("interactions.api.paging", "cursors", secret=secret, algorithm="sha512").digest())
