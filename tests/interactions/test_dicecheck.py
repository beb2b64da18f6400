"""Checking the dice afterwards, with nothing but what was published."""

import base64
import hashlib
import hmac
import logging
from io import StringIO
from typing import Any

import msgspec
import pytest
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from engine import commands as c
from engine.events import DiceSpent
from interactions import dicecheck
from interactions.models import DiceSeeds, JournalEntry, Snapshot
from interactions.storage import pack, unpack_events
from tests.interactions.table import Table, pages

NONCE = "5f2b9c1e7a3d4f60812c9b7e6d5a4c3b"


@pytest.fixture
def rolled(table: Table) -> Table:
    """Aria and Bram have given nonces; initiative, an attack and some rolls beside the rules; then the end."""
    table.ask("mira", c.StartInteraction())
    table.ask("bram", c.GiveNonce(nonce=NONCE[::-1]))
    table.ask("aria", c.GiveNonce(nonce=NONCE))
    table.ask("mira", c.RollInitiative())
    for formula in ("2d6+3", "4d8", "1d100"):
        table.ask("aria", c.RollDice(formula=formula, visibility="public"))
        table.ask("bram", c.RollDice(formula=formula, visibility="dm"))
    return table


def verified(table: Table) -> str:
    out = StringIO()
    call_command("verify_dice", table.id, stdout=out)
    return out.getvalue()


def test_before_the_end_the_seed_is_in_nobodys_hands(rolled: Table):
    with pytest.raises(CommandError, match="when the interaction has ended"):
        call_command("verify_dice", rolled.id)
    with pytest.raises(CommandError, match="There is no interaction"):
        call_command("verify_dice", "nothing")
    windows = [rolled.seat(name) for name in ("mira", "aria", "sven")]
    seeds = DiceSeeds.objects.get()
    told = "".join(str(at.heard) for at in windows)
    kept = b"".join(bytes(events) for events in JournalEntry.objects.values_list("events", flat=True))
    for seed in (bytes(seeds.public), bytes(seeds.secret)):
        assert seed.hex() not in told
        assert seed not in kept and seed.hex().encode() not in kept


def test_at_the_end_every_open_roll_can_be_computed_again(rolled: Table):
    rolled.ask("mira", c.EndInteraction())
    assert "they agree" in verified(rolled)
    assert "NOT" not in verified(rolled)
    checked = dicecheck.check(rolled.id)
    assert checked.agrees
    assert {roll.sides for roll in checked.rolls} >= {20, 6, 8, 100}
    assert sum(len(roll.faces) for roll in checked.rolls) == rolled.room.state.lasting.dice.public


def test_a_stranger_can_do_it_with_what_the_page_shows(rolled: Table):
    """HMAC-SHA256 of the counter (8 bytes), keyed with the seed and the nonces behind it by user id."""
    aria = rolled.seat("aria")
    rolled.ask("mira", c.EndInteraction())
    dice = pages(aria)["party"]["dice"]
    assert hashlib.sha256(bytes.fromhex(dice["seed"])).hexdigest() == dice["seedHash"]
    nonces = [nonce for _, nonce in sorted(dice["nonces"].items())]
    key = bytes.fromhex(dice["seed"] + "".join(nonces))
    for roll in dicecheck.check(rolled.id).rolls:
        for place, face in enumerate(roll.faces):
            digest = hmac.digest(key, (roll.counter + place).to_bytes(8, "big"), "sha256")
            assert int.from_bytes(digest[:4], "big") % roll.sides + 1 == face


def test_the_secret_seed_is_never_published(rolled: Table):
    windows = [rolled.seat(name) for name in ("mira", "aria", "sven")]
    rolled.ask("mira", c.EndInteraction())
    rolled.on_loop(rolled.directory.snapshots.write).result(10)
    secret = bytes(DiceSeeds.objects.get().secret)
    kept = [*JournalEntry.objects.values_list("events", flat=True), *Snapshot.objects.values_list("state", flat=True)]
    assert all(secret not in bytes(one) and secret.hex().encode() not in bytes(one) for one in kept)
    assert secret.hex() not in "".join(str(at.heard) for at in windows)
    key = bytes.fromhex(dicecheck.check(rolled.id).seed)
    assert key != secret


def test_dice_that_were_tampered_with_are_found(rolled: Table):
    rolled.ask("mira", c.EndInteraction())
    entry = next(row for row in rolled.rows() if isinstance(unpack_events(bytes(row.events))[-1], DiceSpent))
    forged = [
        msgspec.structs.replace(
            event, rolls=tuple((sides, tuple(sides for _ in faces)) for sides, faces in event.rolls)
        )
        if isinstance(event, DiceSpent)
        else event
        for event in unpack_events(bytes(entry.events))
    ]
    JournalEntry.objects.filter(pk=entry.pk).update(events=pack(forged))
    with pytest.raises(CommandError, match="not what was promised"):
        verified(rolled)


def test_another_seed_than_the_promised_one_is_found(rolled: Table):
    DiceSeeds.objects.update(public=bytes(32))
    rolled.opens_anew()
    rolled.ask("mira", c.EndInteraction())
    assert not dicecheck.check(rolled.id).seed_fits
    with pytest.raises(CommandError, match="not what was promised"):
        verified(rolled)


def test_a_seed_that_was_chosen_after_the_promise_is_found_though_every_roll_follows_from_it(table: Table):
    table.ask("mira", c.StartInteraction())
    DiceSeeds.objects.update(public=bytes(32))
    table.opens_anew()
    table.ask("mira", c.RollInitiative())
    table.ask("mira", c.EndInteraction())
    checked = dicecheck.check(table.id)
    assert checked.rolls and all(roll.agrees for roll in checked.rolls)
    assert not checked.agrees
    with pytest.raises(CommandError, match="not what was promised"):
        verified(table)


def test_dice_of_which_the_journal_does_not_say_how_they_fell_are_found(rolled: Table):
    rolled.ask("mira", c.EndInteraction())
    entry = next(row for row in rolled.rows() if isinstance(unpack_events(bytes(row.events))[-1], DiceSpent))
    *others, spent = unpack_events(bytes(entry.events))
    JournalEntry.objects.filter(pk=entry.pk).update(events=pack([*others, msgspec.structs.replace(spent, rolls=())]))
    checked = dicecheck.check(rolled.id)
    assert checked.untold == sum(len(faces) for _, faces in spent.rolls) > 0
    assert all(roll.agrees for roll in checked.rolls) and not checked.agrees


def test_a_nonce_comes_too_late_behind_the_first_roll(rolled: Table):
    assert rolled.refusal("sven", c.GiveNonce(nonce=NONCE)) == "forbidden"
    assert rolled.refusal("aria", c.GiveNonce(nonce=NONCE)) == "already_acted"


def test_the_page_shows_what_was_promised_and_after_the_end_what_was_kept(rolled: Table):
    browser = Client()
    browser.force_login(rolled.people["aria"])
    before = browser.get(f"/interactions/{rolled.id}/dice/").content.decode()
    assert NONCE in before and rolled.room.state.lasting.seed_hash in before
    assert "when the interaction has ended" in before
    rolled.ask("mira", c.EndInteraction())
    after = browser.get(f"/interactions/{rolled.id}/dice/").content.decode()
    assert "every open roll is what it gives" in after
    assert rolled.room.state.lasting.seed in after
    assert all(f"<td>{what}</td>" in after for what in ("initiative", "2d6+3", "4d8", "1d100"))


def test_outsiders_find_no_such_page(rolled: Table):
    browser = Client()
    assert browser.get(f"/interactions/{rolled.id}/dice/").status_code == 302
    browser.force_login(rolled.people["otto"])
    assert browser.get(f"/interactions/{rolled.id}/dice/").status_code == 404


PLACES = ("state/", "snapshot/", "logs/", "turns/", "chat/", "actions/", "export/", "")


def everything(table: Table, log: str) -> bytes:
    """All that anybody gets to read: over REST and on pages, in the admin, in what the program logged."""
    get_user_model().objects.create_superuser("staff")
    read = [log.encode()]
    for user in get_user_model().objects.all():
        browser = Client()
        browser.force_login(user)
        paths = [f"/api/interactions/{table.id}/{place}" for place in PLACES]
        paths += [f"/interactions/{table.id}/", f"/interactions/{table.id}/dice/"]
        if user.is_superuser:
            paths += [path for model in admin.site._registry for path in shown_in_admin(model)]
        answers = [browser.get(path) for path in paths]
        assert user.username not in ("mira", "staff") or sum(answer.status_code == 200 for answer in answers) >= 8
        read += [answer.content for answer in answers]
    return b"".join(read)


def shown_in_admin(model: Any) -> list[str]:
    """A list and every row of it."""
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    rows = [reverse(f"{name}_change", args=[pk]) for pk in model._default_manager.values_list("pk", flat=True)]
    return [reverse(f"{name}_changelist"), *rows]


def spellings(seed: bytes) -> list[bytes]:
    return [
        seed,
        seed.hex().encode(),
        base64.b64encode(seed),
        base64.urlsafe_b64encode(seed),
        repr(seed)[2:-1].encode(),
    ]


@pytest.mark.parametrize("ended", [False, True])
def test_seeds_are_in_nothing_that_anybody_can_read(rolled: Table, ended: bool, caplog: pytest.LogCaptureFixture):
    """The secret one never, the public one not before the end."""
    caplog.set_level(logging.DEBUG)
    if ended:
        rolled.ask("mira", c.EndInteraction())
    else:
        rolled.ask("mira", c.PauseInteraction())
    rolled.on_loop(rolled.directory.snapshots.write).result(10)
    seeds = DiceSeeds.objects.get()
    public, secret = bytes(seeds.public), bytes(seeds.secret)
    read = everything(rolled, caplog.text)
    assert rolled.room.state.lasting.seed_hash.encode() in read
    assert not any(spelling in read for spelling in spellings(secret))
    assert (public.hex().encode() in read) is ended
