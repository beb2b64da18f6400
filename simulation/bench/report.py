"""What the bench found: the figures of several rounds, and the lines that tell them."""

from collections.abc import Sequence
from typing import Any

from simulation.bench.rounds import Round

SOCKETS = 6


def figures(
    rooms: int, games: Sequence[Round], relays: Sequence[Round], bytes_per_connection: float, synchronous: str
) -> dict[str, Any]:
    """The lowest of all rounds, by the names of the report."""
    game, relay = min(one.cpu for one in games), min(one.cpu for one in relays)
    return {
        "rooms": rooms,
        "cpu_us_per_turn": round(game, 1),
        "relay_cpu_us_per_turn": round(relay, 1),
        "ratio": round(game / relay, 2),
        "turns_per_s": round(max(one.turns_per_second for one in games)),
        "p50_ms": round(min(one.percentile(0.5) for one in games) * 1e3, 2),
        "p99_ms": round(min(one.percentile(0.99) for one in games) * 1e3, 2),
        "kb_per_connection": round(bytes_per_connection / 1024, 1),
        "bytes_per_turn_per_client": round(min(one.bytes / one.turns for one in games) / SOCKETS),
        "synchronous": synchronous,
    }


def line(name: str, one: Round) -> str:
    """A round in one line."""
    return (
        f"{name:<6} {one.cpu:7.1f} µs CPU a turn, {one.turns_per_second:7.0f} turns/s, "
        f"p50 {one.percentile(0.5) * 1e3:6.2f} ms, p99 {one.percentile(0.99) * 1e3:6.2f} ms, "
        f"{one.bytes / one.turns / SOCKETS:5.0f} bytes a turn and client in {one.frames / one.turns:.1f} frames"
        + (f", {one.refusals} refused" if one.refusals else "")
    )


def shares(one: Round) -> str:
    """Where a round's time went: the journal's rows, followers and snapshots, and the rest, which is the event loop's."""
    rest = one.cpu - one.journal - one.followers
    parts = (("event loop and all else", rest), ("journal", one.journal), ("followers and snapshots", one.followers))
    told = ", ".join(f"{name} {cost:.1f} µs ({cost / one.cpu:.0%})" for name, cost in parts)
    seconds = sorted(one.threads.items(), key=lambda item: -item[1])
    threads = ", ".join(f"{name} {used:.2f} s" for name, used in seconds if used > 0.005)
    return f"Of a turn: {told}; {one.rows_a_commit:.0f} rows a commit. By the kernel's threads: {threads}."


def told(found: dict[str, Any]) -> str:
    """The figures for a person."""
    return (
        f"{found['rooms']} rooms: {found['cpu_us_per_turn']} µs of server CPU a turn, "
        f"the relay {found['relay_cpu_us_per_turn']}: ratio {found['ratio']}. "
        f"{found['turns_per_s']} turns/s, p50 {found['p50_ms']} ms, p99 {found['p99_ms']} ms. "
        f"{found['kb_per_connection']} KB a connection, {found['bytes_per_turn_per_client']} bytes a turn and client. "
        f"Journal on, synchronous={found['synchronous']}."
    )
