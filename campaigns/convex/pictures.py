"""The files of maps' pictures, in pieces that a document of Convex holds: a node that has lost its disk has lost them, too."""

import base64
import binascii
import re
import time
from collections.abc import Collection, Iterator
from typing import Any, Final

import msgspec
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from campaigns.convex.fields import RECORDS
from campaigns.convex.kinds import NEWEST, Content, Kind
from campaigns.convex.theirs import Unfit
from campaigns.convex.watching import Watched
from campaigns.images import pixels
from campaigns.models import Map
from engine.asking import Refused
from sync.outbox import Entry, Operation

KIND: Final = "pictures"
PIECE: Final = 510_000
"""Bytes of a file in one document: 680,000 characters."""
PIECES: Final = 24
"""Of one file; larger ones stay here."""
_PATH: Final = re.compile(r"maps/[A-Za-z0-9_-]{1,26}/[a-z0-9]{1,26}\.webp")


class Piece(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """The record of one document; a file is all pieces of its path."""

    path: str
    index: int
    count: int
    bytes: str


def content(row: Map) -> Content:
    """A file never changes: another picture has another path. So it is read only when it is shipped."""
    return Content(RECORDS, {"kind": KIND, "campaignId": row.campaign_id, "name": row.image.name})


def _read(ids: Collection[str]) -> dict[str, Content]:
    found = Map.objects.filter(pk__in=ids).exclude(image="").only("campaign", "image")
    return {row.pk: content(row) for row in found}


def _put(id: str, content: Content, revision: int, base: int) -> Entry:
    now = time.time_ns() // 1_000_000
    operations = [
        Operation("putContent", {"table": RECORDS, "document": {
            "externalId": f"{id}.{piece.index}", "revision": revision, "updatedAt": now, **content.fields,
            "record": msgspec.json.encode(piece).decode(),
        }})
        for piece in _pieces(content.fields["name"])
    ]  # fmt: skip
    return Entry(key=_key(id), operations=tuple(operations), revision=revision, newest_only=NEWEST)


def _remove(id: str, table: str, revision: int, base: int) -> Entry:
    """All that there may be: nobody has counted them."""
    operations = [
        Operation("removeContent", {"table": RECORDS, "externalId": f"{id}.{index}", "revision": revision})
        for index in range(PIECES)
    ]
    return Entry(key=_key(id), operations=tuple(operations), revision=revision, newest_only=NEWEST)


def _key(id: str) -> str:
    return f"content:{KIND}:{id}"


def _pieces(path: str) -> Iterator[Piece]:
    """Of a file that is lost or too large one piece that says so: of none."""
    content = b""
    if default_storage.exists(path):
        with default_storage.open(path, "rb") as file:
            content = file.read(PIECE * PIECES + 1)
    count = -(-len(content) // PIECE)
    if not 0 < count <= PIECES:
        yield Piece(path, 0, 0, "")
        return
    for index in range(count):
        part = content[index * PIECE : (index + 1) * PIECE]
        yield Piece(path, index, count, base64.b64encode(part).decode("ascii"))


class Gathering:
    """Pieces of Convex on their way to files; a file is written when all its pieces have come."""

    def __init__(self) -> None:
        self._come: dict[str, dict[int, bytes]] = {}
        self.revisions: dict[str, int] = {}

    def take(self, document: dict[str, Any]) -> bool:
        """Whether this was the last piece of a file that is now here. Raises Unfit."""
        try:
            piece = msgspec.json.decode(str(document.get("record")), type=Piece)
            content = base64.b64decode(piece.bytes, validate=True)
        except (msgspec.MsgspecError, binascii.Error, ValueError) as wrong:
            raise Unfit("It is no piece of a picture.") from wrong
        if not _PATH.fullmatch(piece.path) or not 0 <= piece.index < PIECES:
            raise Unfit("It is of no picture of a map.")
        self.revisions[piece.path] = int(document.get("revision") or 0)
        come = self._come.setdefault(piece.path, {})
        come[piece.index] = content
        if not piece.count or any(index not in come for index in range(piece.count)):
            return False
        del self._come[piece.path]
        return _write(piece.path, b"".join(come[index] for index in range(piece.count)))


def _write(path: str, content: bytes) -> bool:
    try:
        pixels(content)
    except Refused as broken:
        raise Unfit(broken.message) from broken
    if default_storage.exists(path):
        return False
    default_storage.save(path, ContentFile(content))
    return True


KINDS: Final = (Kind(KIND, Map, _read, (Watched("campaigns_map", KIND, of=("image",)),), _put, _remove),)
