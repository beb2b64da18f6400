"""Dice that nobody chose alone: what the players add to the seed before the first roll (rules §9)."""

from engine.asking import Ask, Refused
from engine.commands import GiveNonce
from engine.events import Event, NonceGiven
from engine.state import Room


def give(room: Room, command: GiveNonce, ask: Ask) -> list[Event]:
    """A player's nonce, once; whoever runs the server has published the hash of the seed and cannot change it any more."""
    if ask.by in room.lasting.nonces:
        raise Refused("already_acted", "You have given yours already.")
    if room.lasting.dice.public:
        raise Refused("wrong_status", "The dice have been rolled already.")
    return [NonceGiven(user_id=ask.by, nonce=command.nonce)]
