"""Time to encode a FIT activity, beside Garmin's own encoder and fit-tool for the same data.

Two hours and twelve hours at 1 Hz: time, position, altitude, speed, distance, heart rate. Ours
starts from the activity, with resampling and all totals; Garmin's encoder is handed finished
messages, fit-tool the values of the records alone.
"""

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

import numpy as np

import harness
from fitglue.domain.activity import Activity
from fitglue.domain.streams import StreamKind, scalar, spans
from fitglue.formats.fit import encode_activity
from fitglue.testing.examples import example_activity, example_route, example_workout

_HOUR_S = 3600
_DEGREES = 180 / 2**31
_PEER = harness.CHECKOUT / "bench" / "peers" / "fit_tool_encoder.py"


def ride(seconds: int) -> Activity:
    """Make a ride with a route and heart rate at 1 Hz and distance spans of 2.5 s."""
    second, start = np.arange(float(seconds)), np.arange(0.0, seconds, 2.5)
    route = example_route(
        second,
        altitude_m=400 + 50 * np.sin(second / 500),
        speed_m_per_s=3 + np.sin(second / 60) / 10,
    )
    heart_rate = scalar(StreamKind.HEART_RATE, second, np.round(140 + 20 * np.sin(second / 90)))
    each = np.full(len(start), 2.5)
    distance = spans(StreamKind.DISTANCE, start, each, 3 * each)
    streams = {stream.kind: stream for stream in (route, heart_rate, distance)}
    return example_activity(
        example_workout("cycling", seconds - 1.0, distance_m=3.0 * (seconds - 1), streams=streams)
    )


def milliseconds(encode: Callable[[], object], rounds: int) -> list[float]:
    """Time an encoder; the first round only warms it up."""
    taken = []
    for _ in range(rounds + 1):
        begun = time.perf_counter()
        encode()
        taken.append(1000 * (time.perf_counter() - begun))
    return taken[1:]


def garmin(content: bytes, rounds: int) -> list[float]:
    """Time Garmin's encoder, fed with the messages that its decoder finds in our file."""
    from garmin_fit_sdk import Decoder, Encoder, Stream  # noqa: PLC0415 - ours runs without it

    numbered: list[tuple[int, dict[str, Any]]] = []
    Decoder(Stream.from_byte_array(bytearray(content))).read(
        mesg_listener=lambda number, message: numbered.append((number, _plain(message)))
    )

    def encode() -> bytes:
        encoder = Encoder()
        for number, message in numbered:
            encoder.on_mesg(number, message)
        return bytes(encoder.close())

    return milliseconds(encode, rounds)


def _plain(message: Mapping[str, Any]) -> dict[str, Any]:
    """Leave developer fields out: Garmin's encoder wants them announced in its own way."""
    return {name: value for name, value in message.items() if name != "developer_fields"}


def fit_tool(content: bytes) -> list[float]:
    """Time fit-tool once, in the peers' environment, with the values of the same records."""
    from garmin_fit_sdk import Decoder, Stream  # noqa: PLC0415 - ours runs without it

    messages, _ = Decoder(Stream.from_byte_array(bytearray(content))).read()
    rows = [_for_fit_tool(row) for row in messages["record_mesgs"]]
    finished = subprocess.run(
        [harness.PEERS / "python", _PEER, "1"],
        input=json.dumps(rows), stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    taken: list[float] = json.loads(finished.stdout)["milliseconds"]
    return taken


def _for_fit_tool(row: Mapping[str, Any]) -> dict[str, Any]:
    kept = ("distance", "enhanced_altitude", "enhanced_speed", "heart_rate")
    values: dict[str, Any] = {name: row[name] for name in kept if name in row}
    when: datetime = row["timestamp"]
    values["timestamp"] = round(1000 * when.timestamp())
    for name in ("position_lat", "position_long"):
        if name in row:
            values[name] = row[name] * _DEGREES
    return values


def measured(seconds: int, rounds: int, *, with_peers: bool) -> dict[str, Any]:
    """Measure all of them in one run; medians in ms, and records a second."""
    activity = ride(seconds)
    content = encode_activity(activity)
    ours = milliseconds(lambda: encode_activity(activity), rounds)
    few = max(rounds // 10, 1)
    found: dict[str, Any] = {"bytes": len(content), "ours_min_ms": round(min(ours), 2)}
    found |= _figures("ours", ours, seconds)
    if with_peers:
        found |= _figures("garmin", garmin(content, few), seconds)
        found |= _figures("fit_tool", fit_tool(content), seconds)
    return found


def _figures(who: str, taken: Sequence[float], records: int) -> dict[str, float]:
    median = statistics.median(taken)
    return {f"{who}_ms": round(median, 2), f"{who}_records_per_s": round(1000 * records / median)}


def main() -> None:
    """Read the arguments and print the figures."""
    parser = harness.arguments(__doc__ or "")
    parser.add_argument("--hours", type=int, nargs="*", default=[2, 12], help="lengths to encode")
    chosen = parser.parse_args()
    detail: dict[str, Any] = {
        "peer": "garmin-fit-sdk Encoder",
        "target": "at most 5 ms for 7,200 records",
        "rounds": 6 * chosen.runs,
    }
    for hours in chosen.hours:
        print(f"{hours} h …", file=sys.stderr)
        rounds = 6 * chosen.runs if hours == chosen.hours[0] else chosen.runs
        found = measured(hours * _HOUR_S, rounds, with_peers=not chosen.no_peer)
        detail |= {f"{hours}_h_{name}": figure for name, figure in found.items()}
    first = chosen.hours[0]
    ours, peer = detail[f"{first}_h_ours_ms"], detail.get(f"{first}_h_garmin_ms")
    harness.report(harness.faster(ours, peer, "ms", detail), as_json=chosen.json)


if __name__ == "__main__":
    main()
