"""The codes of refusals and of closing, each with what it means. A test finds every one in the source, and no other."""

from typing import Literal

ERRORS: dict[str, str] = {
    "malformed": "The frame is no JSON object of its command, or what it says makes no sense.",
    "unknown_type": "There is no command of this type.",
    "too_large": "A frame has 64 KiB at most.",
    "rate_limited": "Too much at once. Without an `id`, something was dropped: send what has no answer again.",
    "forbidden": "This role may not ask for this.",
    "not_found": "There is no such thing, or it is not yours to see.",
    "not_live": "The interaction has not gone live.",
    "paused": "The game is paused.",
    "ended": "The interaction is over.",
    "wrong_status": "Not now: the game is in another phase.",
    "not_your_turn": "Somebody else is up.",
    "not_your_entity": "Somebody else plays this participant.",
    "already_acted": "This turn is over already.",
    "no_budget": "What this costs is spent.",
    "incapacitated": "Whoever this is cannot act.",
    "unknown_action": "There is no such action, or it comes in a later version.",
    "unknown_target": "There is nobody like that here.",
    "illegal_target": "This target is not to be had for this.",
    "out_of_range": "The target is too far away.",
    "out_of_sight": "The target cannot be seen.",
    "path_blocked": "Something is in the way.",
    "too_far": "That takes more movement than is left.",
    "unknown_item": "There is no such item, or it cannot be used like this.",
    "not_equippable": "This is nothing to take in hand or to put on.",
    "chat_disabled": "The DM has turned the chat off; a word to the DM gets through.",
    "private_chat_disabled": "The DM has not allowed private messages.",
    "conflict": "It clashes with what is: the id was used for another command, or it is so already.",
    "busy": "Not now; the same again in a moment.",
    "internal": "A fault of the server; the message has a reference number for its log.",
}

ErrorCode = Literal[tuple(ERRORS)]

CLOSES: dict[int, str] = {
    4400: "A binary or a broken frame.",
    4401: "Signed out, or the sign-in has expired. Final.",
    4403: "Not from one of our own pages, or no member any more. Final.",
    4404: "There is no such room, or it is not yours to see. Final.",
    4408: "Too slow: more waited for this reader than 256 KiB. Come again with `since`.",
    4409: "Replaced by a newer window: five of one person stay. Final.",
    4413: "A frame was too large.",
    4429: "Far too many messages.",
    4503: "The room opens anew (a restart, another role). Come again, after a random pause.",
}
"""1006 is seen where the line just ends. 1011 and 1012 are never sent."""
