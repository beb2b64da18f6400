"""Sights for brains to decide on: mira leads, aria and bram play, a goblin stands against them."""

from typing import Any

from simulation.brain import Sight

SWORD = {"name": "Longsword", "kind": "melee", "toHit": 5, "reach": 5, "damage": "1d8+3 slashing"}
FIST = {"name": "Unarmed Strike", "kind": "melee", "toHit": 5, "reach": 5, "damage": "4 bludgeoning"}
BOW = {"name": "Longbow", "kind": "ranged", "toHit": 5, "range": 60, "longRange": 240, "damage": "1d8+3 piercing"}
POTION = {"itemId": "potion", "name": "Potion of Healing", "kind": "potion", "quantity": 1, "usable": True}
BUDGET = {"action": 1, "bonusAction": 1, "movement": 30, "objectInteraction": 1}


def creature(side: str, x: int, y: int, **more: Any) -> dict[str, Any]:
    kind = "playerCharacter" if side == "party" else "monster"
    shown = {"name": side, "side": side, "position": {"x": x, "y": y}, "cells": 1, "size": "medium", "entityType": kind}
    return {**shown, "currentHP": 20, "maxHP": 20, "turnStatus": "waiting", "conditions": [], **more}


def scene(up: str = "aria", terrain: tuple[str, ...] = ("..........",) * 5, **more: Any) -> dict[str, Any]:
    """A document with aria at 1,1 and a goblin at 7,1; `more` replaces what is on top."""
    participants = {
        "aria": creature("party", 1, 1, userId="u-aria", attacks={"fist": FIST, "sword": SWORD}),
        "goblin": creature("foe", 7, 1, attacks={"sickle": SWORD}),
    }
    return {
        "liveStatus": "live",
        "initiativeOrder": [{"entityId": "aria"}, {"entityId": "goblin"}],
        "currentTurn": {"turnId": "t1", "entityId": up, "budget": dict(BUDGET)},
        "participants": participants,
        "map": {
            "name": "Yard",
            "width": len(terrain[0]),
            "height": len(terrain),
            "cellFeet": 5,
            "terrain": list(terrain),
        },
        "settings": {"diagonals": "five", "autoBegin": True},
        "reviewQueue": {},
        "rewards": {},
        "presence": {"u-aria": {"connected": True}},
        **more,
    }


def aria_sees(document: dict[str, Any], *refused: str) -> Sight:
    return Sight(document, "u-aria", False, frozenset(refused))


def bram_sees(document: dict[str, Any]) -> Sight:
    return Sight(document, "u-bram", False)


def mira_sees(document: dict[str, Any], *refused: str) -> Sight:
    return Sight(document, "u-mira", True, frozenset(refused))


class Never:
    """A source of chance that never lets the unlikely happen."""

    def random(self) -> float:
        return 0.99

    def choice(self, things: Any) -> Any:
        return things[0]
