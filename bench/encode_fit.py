"""Time to encode a FIT activity, beside Garmin's own encoder for the same data.

Two hours at 1 Hz: time, position, altitude, speed, distance, heart rate. Ours starts from the
activity, with resampling and all totals; the peer is handed finished messages.
"""

import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np

import harness
from fitglue.domain.streams import StreamKind, scalar, spans
from fitglue.formats.fit import encode_activity
from fitglue.testing.examples import example_activity, example_route, example_workout


def two_hours(seconds: int) -> Any:
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


def peer_for(content: bytes) -> Callable[[], object] | None:
    """Give Garmin's encoder, fed with the messages that its decoder finds in our file."""
    try:
        from garmin_fit_sdk import Decoder, Encoder, Stream  # noqa: PLC0415 - it may be missing
    except ImportError:
        print("garmin-fit-sdk is not installed: no peer to measure beside", file=sys.stderr)
        return None
    numbered: list[tuple[int, dict[str, Any]]] = []
    Decoder(Stream.from_byte_array(bytearray(content))).read(
        mesg_listener=lambda number, message: numbered.append((number, dict(message)))
    )

    def encode() -> bytes:
        encoder = Encoder()
        for number, message in numbered:
            encoder.on_mesg(number, message)
        return bytes(encoder.close())

    return encode


def measured(seconds: int, rounds: int, *, with_peer: bool) -> dict[str, object]:
    """Measure both in one run; the median of each."""
    activity = two_hours(seconds)
    content = encode_activity(activity)
    ours = milliseconds(lambda: encode_activity(activity), rounds)
    encode = peer_for(content) if with_peer else None
    peer = None if encode is None else milliseconds(encode, max(rounds // 10, 3))
    detail = {
        "peer": "garmin-fit-sdk Encoder",
        "target": "at most 5 ms for 7,200 records",
        "records": seconds,
        "bytes": len(content),
        "ours_min_ms": round(min(ours), 3),
        "peer_min_ms": None if peer is None else round(min(peer), 1),
        "rounds": rounds,
    }
    peer_ms = None if peer is None else statistics.median(peer)
    return harness.faster(statistics.median(ours), peer_ms, "ms", detail)


def main() -> None:
    """Read the arguments and print the figures."""
    parser = harness.arguments(__doc__ or "")
    parser.add_argument("--seconds", type=int, default=7200, help="length of the activity")
    chosen = parser.parse_args()
    found = measured(chosen.seconds, 8 * chosen.runs, with_peer=not chosen.no_peer)
    harness.report(found, as_json=chosen.json)


if __name__ == "__main__":
    main()
