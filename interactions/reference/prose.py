"""What the types cannot say, in paragraphs; `code` stands between backticks."""

ADDRESS = "/ws/interactions/{interactionId}/"

ALERTS_ADDRESS = "/ws/alerts/"

ALERTS = (
    f"The socket of alerts is at `{ALERTS_ADDRESS}`: one for each window of a signed-in person, wherever on the site she is, "
    "with the same credentials and close codes. It tells what is unread as soon as it is open, then what is new. One may say "
    '`{"type": "read", "ids": […]}`, which every window of the person hears, and `ping`.',
)

CONNECTING = (
    f"The socket of an interaction's room is at `{ADDRESS}`. A page of our own comes with its session cookie and its Origin; "
    "anybody else with `?ticket=`, from `POST /api/ws-tickets/`: good once, for 30 seconds, for one person, path and origin. "
    "Who may not come in is let in and closed at once, so that a browser sees the code.",
    "Frames are text, UTF-8 JSON, 64 KiB at most from a client. All ids are opaque strings. Times are milliseconds since the "
    "epoch, distances are feet. Absent means none: nothing is ever null but in a merge patch.",
    "The first thing to say is `joinRoom`. It is answered with a snapshot, or with the frames that were missed since; then "
    "with its acknowledgement.",
)

COMMANDS = (
    'A command is `{"type", "id", "data"}`; where no field of `data` is needed, `data` may be left out. The `id` is made by the '
    "client, 1 to 64 characters, one for each person and command: the same command again under its id is answered as the "
    "first time and not done again, also after a restart; another command under it is refused (`conflict`). So whoever was "
    "cut off sends again what was not answered.",
    "Every command is answered with an `ack` once it is on disk, behind the frames that it caused; or with an `error`, and "
    "then nothing was changed. `joinRoom`, `leaveRoom` and `ping` are not kept. Who may ask for what by role is in the table; "
    "whose participant and whose turn it is, the rules look at besides.",
)

STREAMS = (
    "Each viewer follows two streams: a DM `dm` and `own`, a player `party` (the same for all players) and `own` (hers "
    "alone), a spectator `table` and `own`. What a viewer may not see makes no frame and leaves no number in her streams.",
    "Each stream is a document. A snapshot brings it whole; the messages `stateDelta` of an update are merge patches (RFC "
    "7396) on it, in order. What a page shows is `own` laid over the other one when it is read.",
    "The updates of a stream are numbered without gaps. Where a number is missing, `joinRoom` with `since` (the `room` and "
    "the number of each stream that one has) brings what was missed, or a snapshot.",
    "Chat, log and turns are no part of the documents: they come as messages, and the newest of each stand in a snapshot's "
    "`recent`.",
)

FRAMES = ("What the server sends. Snapshots and updates come in one form for each role and stream.",)

MESSAGES = (
    "What an update frame tells, told apart by `type` and `event`. A stream is told of what its viewers may know; DMs are "
    "told more of some things.",
)

DOCUMENTS = (
    "In a merge patch on any of these every field may be missing, and what is optional may be null, which removes it; of "
    "what is kept by id, any entry may be null. Lists are replaced whole.",
)

PARTS = ("What the shapes above are made of.",)

ENDINGS = ("A refused frame closes nothing; these do.",)
