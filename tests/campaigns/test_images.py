"""Pictures: hostile and broken files get a sentence and change nothing; what is kept is ours, upright and bare."""

import io
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from PIL import Image

from campaigns.images import MEGABYTES, SIDE, forget_images, picture, remove_image, set_image
from campaigns.models import Campaign, Map
from engine.asking import Refused

RED, BLUE = (200, 30, 30), (30, 30, 200)


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings: Any) -> Iterator[Path]:
    """Files of these tests are kept nowhere else."""
    settings.MEDIA_ROOT = tmp_path / "media"
    yield tmp_path / "media"


def halves(width: int = 60, height: int = 40) -> Image.Image:
    """Red above, blue below."""
    drawn = Image.new("RGB", (width, height), RED)
    drawn.paste(BLUE, (0, height // 2, width, height))
    return drawn


def sent(drawn: Image.Image, kind: str = "PNG", name: str = "picture.png", **how: Any) -> SimpleUploadedFile:
    made = io.BytesIO()
    drawn.save(made, kind, **how)
    return SimpleUploadedFile(name, made.getvalue())


def opened(upload: Any) -> Image.Image:
    shown = Image.open(io.BytesIO(picture(upload).read()))
    shown.load()
    return shown


def is_red(pixel: Any) -> bool:
    return bool(pixel[0] > 150 and pixel[2] < 90)


def refusal(content: bytes, name: str = "picture.png") -> Refused:
    with pytest.raises(Refused) as refused:
        picture(SimpleUploadedFile(name, content))
    return refused.value


def png_chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png_bomb(side: int) -> bytes:
    """A few kilobytes that would be side × side pixels."""
    header = png_chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + png_chunk(b"IDAT", zlib.compress(bytes(1_000_000))) + png_chunk(b"IEND", b"")


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize("name", ["picture.png", "picture.exe", "no-ending"])
def test_content_decides_what_it_is_and_a_webp_is_kept(kind: str, name: str):
    shown = opened(sent(halves(), kind, name))
    assert (shown.format, shown.size) == ("WEBP", (60, 40))
    assert is_red(shown.getpixel((5, 5))) and not is_red(shown.getpixel((5, 35)))


def test_transparency_stays():
    assert opened(sent(Image.new("RGBA", (9, 9), (0, 0, 0, 0)))).getpixel((4, 4))[3] == 0


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "CMYK", "I;16"])
def test_whatever_colours_it_is_made_of_it_can_be_shown(mode: str):
    kind = "JPEG" if mode == "CMYK" else "PNG"
    assert opened(sent(Image.new(mode, (9, 9)), kind)).size == (9, 9)


def test_sixteen_bits_of_grey_stay_grey():
    assert 110 < opened(sent(Image.new("I;16", (9, 9), 30_000))).getpixel((4, 4))[0] < 125


def test_a_large_one_is_made_smaller():
    assert opened(sent(halves(6000, 3000), "JPEG")).size == (SIDE, SIDE // 2)


def test_what_a_camera_held_sideways_stands_upright_and_tells_nothing():
    exif = Image.Exif()
    exif[0x0112] = 6  # turn it a quarter to the right
    exif[0x010E] = "CANARY"
    shown = opened(sent(halves(), "JPEG", exif=exif))
    assert shown.size == (40, 60)
    assert not is_red(shown.getpixel((5, 30))) and is_red(shown.getpixel((35, 30)))
    assert not shown.getexif()
    assert b"CANARY" not in picture(sent(halves(), "JPEG", exif=exif)).read()


def test_of_an_animation_the_first_frame_is_kept():
    frames = [Image.new("RGB", (20, 20), colour) for colour in (RED, BLUE)]
    for kind in ("WEBP", "PNG"):
        shown = opened(sent(frames[0], kind, save_all=True, append_images=frames[1:]))
        assert is_red(shown.getpixel((10, 10)))
        assert getattr(shown, "n_frames", 1) == 1


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
@pytest.mark.parametrize("side", [6_500, 10_000, 30_000, 2**31 - 1])
def test_a_bomb_is_refused_before_it_goes_off(side: int):
    refused = refusal(png_bomb(side))
    assert (refused.code, "40 million pixels" in refused.message) == ("too_large", True)


def test_forty_megapixels_are_enough():
    assert opened(sent(Image.new("L", (8000, 5000)))).size == (4096, 2560)


def test_a_file_beyond_ten_megabytes_is_not_even_read():
    class Unread:
        size = (MEGABYTES + 1) * 1024 * 1024

    with pytest.raises(Refused, match=r"10 MB; this file has 11\.0") as refused:
        picture(Unread())
    assert refused.value.code == "too_large"


JPEG = sent(halves(), "JPEG").read()
PNG = sent(halves()).read()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not a picture",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<?xml version='1.0'?><!DOCTYPE svg [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><svg>&x;</svg>",
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n",
        sent(halves(), "GIF").read(),
        sent(halves(), "BMP").read(),
        sent(halves(), "TIFF").read(),
        JPEG[: len(JPEG) // 2],
        PNG[: len(PNG) // 2],
        PNG[:40],
        JPEG[:2] + b"\xff" * 400,
        b"RIFF\x00\x00\x00\x00WEBPVP8 ",
        b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", b"\0" * 13),
    ],
)
def test_what_is_no_whole_picture_is_refused_with_one_sentence(content: bytes):
    refused = refusal(content)
    assert (refused.code, refused.message) == (
        "malformed",
        "That file is no PNG, JPEG or WebP picture that can be read.",
    )


def test_a_picture_is_kept_under_a_name_of_our_own(hall: Map):
    set_image(hall, sent(halves(), name="../../evil.php"))
    hall.refresh_from_db()
    assert hall.image.name.startswith(f"maps/{hall.pk}/") and hall.image.name.endswith(".webp")
    assert "evil" not in hall.image.name


@pytest.mark.django_db(transaction=True)
def test_the_picture_before_goes_when_the_new_one_is_kept(hall: Map):
    set_image(hall, sent(halves()))
    first = hall.image.name
    set_image(hall, sent(halves()))
    assert default_storage.exists(hall.image.name) and not default_storage.exists(first)
    remove_image(hall)
    hall.refresh_from_db()
    assert not hall.image
    assert not list(Path(default_storage.path("maps")).rglob("*.webp"))


@pytest.mark.django_db(transaction=True)
def test_what_is_taken_back_leaves_the_picture_before(hall: Map):
    set_image(hall, sent(halves()))
    first = hall.image.name
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        set_image(Map.objects.get(pk=hall.pk), sent(halves()))
        raise ZeroDivisionError
    assert Map.objects.get().image.name == first
    assert default_storage.exists(first)


def test_a_broken_file_changes_nothing(hall: Map):
    set_image(hall, sent(halves()))
    first = hall.image.name
    with pytest.raises(Refused):
        set_image(hall, SimpleUploadedFile("x.png", b"broken"))
    assert Map.objects.get().image.name == first
    assert default_storage.exists(first)


@pytest.mark.django_db(transaction=True)
def test_a_map_or_campaign_that_goes_takes_its_pictures_along(campaign: Campaign, hall: Map):
    attic = Map.objects.create(campaign=campaign, name="Attic")
    for row in (hall, attic):
        set_image(row, sent(halves()))
    with transaction.atomic():
        forget_images(hall)
        hall.delete()
    assert not default_storage.exists(hall.image.name) and default_storage.exists(attic.image.name)
    with transaction.atomic():
        forget_images(campaign)
        campaign.delete()
    assert not default_storage.exists(attic.image.name)
