"""Pictures of maps: what somebody sent becomes a file of our own making, or is refused with one sentence."""

import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from PIL import Image, ImageOps

from campaigns.models import Campaign, Map
from engine.asking import Refused

MEGABYTES: Final = 10
PIXELS: Final = 40_000_000
SIDE: Final = 4096
"""Pixels; of the longer side of what we keep."""
KINDS: Final = ("PNG", "JPEG", "WEBP")

_QUALITY: Final = 82
_ONE_AT_A_TIME: Final = threading.Lock()  # 40 megapixels are some 200 MB while they are worked on

NO_PICTURE: Final = "That file is no PNG, JPEG or WebP picture that can be read."


def picture(upload: Any) -> ContentFile:
    """A WebP of what the file shows (of an animation its first frame): upright, at most SIDE pixels, nothing else in it.

    `upload` has `size` (bytes) and `read`. The content decides what it is, not its name.
    Raises `Refused`: "too_large" beyond MEGABYTES or PIXELS, "malformed" for what is no picture or is broken.
    """
    if upload.size > MEGABYTES * 1024 * 1024:
        raise Refused("too_large", f"A picture may have {MEGABYTES} MB; this file has {_megabytes(upload.size)}.")
    with _ONE_AT_A_TIME, _at_fault():
        return _made_anew(upload.read())


def pixels(content: bytes) -> int:
    """How many a picture has by its own account, which costs nothing to read. Raises `Refused` as `picture` does."""
    with _at_fault(), Image.open(io.BytesIO(content), formats=KINDS) as opened:
        return opened.width * opened.height


@contextmanager
def _at_fault() -> Iterator[None]:
    """Whatever a decoder raises over hostile bytes, the file is at fault."""
    try:
        yield
    except Image.DecompressionBombError as bomb:
        raise _too_many_pixels() from bomb
    except Refused:
        raise
    except Exception as broken:
        raise Refused("malformed", NO_PICTURE) from broken


def _made_anew(sent: bytes) -> ContentFile:
    with Image.open(io.BytesIO(sent), formats=KINDS) as opened:
        if opened.width * opened.height > PIXELS:  # read from the header; nothing is decoded yet
            raise _too_many_pixels()
        opened.draft("RGB", (SIDE, SIDE))  # JPEG only: decodes smaller at once
        upright = ImageOps.exif_transpose(opened)
    if upright.mode.startswith("I"):  # 16 bits of grey, which would otherwise be cut off at 255
        upright = upright.point(lambda grey: grey * (1 / 256)).convert("L")
    shown = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    shown.thumbnail((SIDE, SIDE))
    shown.info.clear()
    made = io.BytesIO()
    shown.save(made, "WEBP", quality=_QUALITY)
    return ContentFile(made.getvalue(), name="picture.webp")


def _too_many_pixels() -> Refused:
    return Refused("too_large", f"A picture may have {PIXELS // 1_000_000} million pixels; this one has more.")


def _megabytes(size: int) -> str:
    return f"{size / 1024 / 1024:.1f}"


def set_image(row: Map, upload: Any) -> None:
    """Make the sent file the map's picture; the one before goes as soon as that is certain. Raises as `picture` does."""
    fresh = picture(upload)
    row.image.save(fresh.name, fresh, save=False)
    try:
        _keep(row)
    except BaseException:
        default_storage.delete(row.image.name)
        raise


def remove_image(row: Map) -> None:
    """The map has no picture any more."""
    row.image = ""
    _keep(row)


def _keep(row: Map) -> None:
    """Writes the name down; the lock lets two who do this at once each take away what the other leaves behind."""
    with transaction.atomic():
        before = Map.objects.select_for_update().values_list("image", flat=True).get(pk=row.pk)
        row.save(update_fields=["image"])
        _forget_after_commit([before])


def forget_images(row: Any) -> None:
    """Call it in the transaction that deletes a map, or a campaign with its maps: the files go after the commit.

    Of other rows there are no pictures, and nothing happens.
    """
    if isinstance(row, (Map, Campaign)):
        maps = row.maps.all() if isinstance(row, Campaign) else Map.objects.filter(pk=row.pk)
        _forget_after_commit(list(maps.values_list("image", flat=True)))


def _forget_after_commit(names: list[str]) -> None:
    def forget() -> None:
        for name in filter(None, names):
            default_storage.delete(name)

    transaction.on_commit(forget, robust=True)  # a file that stays behind harms nobody: the row is written
