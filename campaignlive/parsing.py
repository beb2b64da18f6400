"""Bodies of REST requests: JSON as strict as on the sockets, and of a size that somebody could have typed."""

from collections.abc import Mapping
from typing import Any

import msgspec
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

from engine.asking import Refused
from interactions.protocol import holds_nul

MAX_BODY = 256 * 1024
"""Bytes."""


class StrictJSON(JSONParser):
    """Raises ParseError for what is no JSON object, nests too deeply, or cannot be text; `Refused` beyond MAX_BODY."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None) -> Any:
        body = stream.read(MAX_BODY + 1)
        if len(body) > MAX_BODY:
            raise Refused("too_large", "A body has 256 KiB at most.")
        if holds_nul(body):
            raise ParseError("U+0000 is no character of a text.")
        try:
            sent = msgspec.json.decode(body)
        except (msgspec.DecodeError, RecursionError, UnicodeError) as error:
            raise ParseError(f"That is no JSON we can read: {error}.") from None
        if not isinstance(sent, dict):
            raise ParseError("A body is a JSON object: {…}.")
        return sent
