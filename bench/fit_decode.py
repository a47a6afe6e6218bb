"""Time to read a FIT activity, beside Garmin's own decoder and fitdecode, for the same bytes.

Hours at 1 Hz: time, position, altitude, speed, distance, heart rate, power, cadence. Ours ends
with a complete workout, cleaned and checked; the peers end with messages.
"""

import io
import statistics
import sys
import time
from collections.abc import Callable, Mapping

import harness
from fitglue.formats.fit.reading import read_fit
from fitglue.testing.fit_files import STARTED, FitFile, Typed, event, file_id, session
from fitglue.testing.fit_reading import TOOLS

HOURS = (2, 12)
_S_PER_HOUR = 3600


def a_ride(seconds: int, *, mixed: bool) -> bytes:
    """Make a ride; `mixed` puts a message that nobody knows after each record, as devices do."""
    file = FitFile()
    file.add(0, file_id())
    file.add(21, event(0, 0), local=3)
    for second in range(seconds):
        row: dict[int, Typed] = {
            253: ("uint32", STARTED + second), 0: ("sint32", 560_000_000 + 400 * second),
            1: ("sint32", 95_000_000), 3: ("uint8", 120 + second // 60 % 40),
            4: ("uint8", 80 + second % 20), 5: ("uint32", 300 * second),
            7: ("uint16", 180 + second % 90), 73: ("uint32", 3_000 + second % 100),
            78: ("uint32", 4_500 + second // 10 % 500),
        }  # fmt: skip
        file.add(20, row, local=1)
        if mixed:
            file.add(233, {2: ("byte", b"\1\2\3\4")}, local=2)
    file.add(21, event(seconds, 4), local=3)
    file.add(18, session(float(seconds), sport=("enum", 2)), local=4)
    return file.content()


def milliseconds(read: Callable[[], object], rounds: int) -> list[float]:
    """Time a reader; the first round only warms it up."""
    taken = []
    for _ in range(rounds + 1):
        begun = time.perf_counter()
        read()
        taken.append(1000 * (time.perf_counter() - begun))
    return taken[1:]


def peers(content: bytes) -> dict[str, Callable[[], object]]:
    """Give the peers that are installed, each as what reads every message."""
    try:
        import fitdecode  # noqa: PLC0415 - they may be missing
        from garmin_fit_sdk import Decoder, Stream  # noqa: PLC0415
    except ImportError:
        print("garmin-fit-sdk or fitdecode is not installed: no peers", file=sys.stderr)
        return {}

    def by_fitdecode() -> object:
        with fitdecode.FitReader(io.BytesIO(content)) as frames:
            return [frame for frame in frames if isinstance(frame, fitdecode.FitDataMessage)]

    def by_garmin() -> object:
        return Decoder(Stream.from_byte_array(bytearray(content))).read()

    return {"garmin-fit-sdk": by_garmin, "fitdecode": by_fitdecode}


def measured(hours: int, rounds: int, *, with_peers: bool) -> Mapping[str, float]:
    """Measure everybody in one run: the median of each, in milliseconds."""
    content = a_ride(hours * _S_PER_HOUR, mixed=False)
    alternating = a_ride(hours * _S_PER_HOUR, mixed=True)
    read = {
        "ours": lambda: read_fit(content, "ride.fit", TOOLS),
        "ours, unknown messages between": lambda: read_fit(alternating, "ride.fit", TOOLS),
    }
    found = {name: milliseconds(one, rounds) for name, one in read.items()}
    others = peers(content) if with_peers else {}
    found |= {name: milliseconds(one, max(rounds // 10, 3)) for name, one in others.items()}
    return {name: round(statistics.median(taken), 2) for name, taken in found.items()}


def main() -> None:
    """Read the arguments and print the figures."""
    chosen = harness.arguments(__doc__ or "").parse_args()
    found = {
        hours: measured(hours, 8 * chosen.runs, with_peers=not chosen.no_peer) for hours in HOURS
    }
    short = found[HOURS[0]]
    detail: dict[str, object] = {
        "peer": "garmin-fit-sdk Decoder",
        "target": "at most 10 ms for 7,200 records",
        **{f"{hours} h": dict(figures) for hours, figures in found.items()},
    }
    told = harness.faster(short["ours"], short.get("garmin-fit-sdk"), "ms", detail)
    harness.report(told, as_json=chosen.json)


if __name__ == "__main__":
    main()
