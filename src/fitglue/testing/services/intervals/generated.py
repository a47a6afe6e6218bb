"""The files that Intervals.icu makes of an activity: FIT and GPX."""

from datetime import UTC, datetime

from fitglue.testing.fit_files import Fields, FitFile
from fitglue.testing.services.intervals.files import Recorded, Row

_FIT_EPOCH = datetime(1989, 12, 31, tzinfo=UTC)
_DEGREES = 180 / (1 << 31)
#: Their own number as makers of FIT files is not known: 255 is what anybody may use.
_MAKER = 255


def fit_of(recorded: Recorded) -> bytes:
    """Write a recording as a FIT file of its own."""
    file, start = FitFile(), _seconds(recorded.start)
    file.add(0, {0: ("enum", 4), 1: ("uint16", _MAKER), 4: ("uint32", start)})
    for row in recorded.rows():
        file.add(20, _record(row))
    elapsed_ms = recorded.elapsed_s * 1000
    session: dict[int, tuple[str, float]] = {
        253: ("uint32", start + int(recorded.elapsed_s)), 2: ("uint32", start),
        5: ("enum", recorded.fit_sport), 6: ("enum", recorded.fit_sub_sport),
        7: ("uint32", elapsed_ms), 8: ("uint32", (recorded.timer_s or 0) * 1000 or elapsed_ms),
    }  # fmt: skip
    if recorded.distance_m is not None:
        session[9] = ("uint32", recorded.distance_m * 100)
    file.add(18, session)
    return file.content()


def gpx_of(recorded: Recorded) -> bytes:
    """Write a recording's way as GPX."""
    points = "".join(
        f'<trkpt lat="{row["position_lat"] * _DEGREES}" lon="{row["position_long"] * _DEGREES}">'
        f"<time>{row['timestamp'].isoformat()}</time></trkpt>"
        for row in recorded.rows()
        if row.get("position_lat") is not None
    )
    return (
        '<?xml version="1.0"?><gpx xmlns="http://www.topografix.com/GPX/1/1" version="1.1">'
        f"<trk><trkseg>{points}</trkseg></trk></gpx>"
    ).encode()


def _record(row: Row) -> Fields:
    stored: dict[int, tuple[str, float]] = {253: ("uint32", _seconds(row["timestamp"]))}
    if row.get("position_lat") is not None:
        stored |= {0: ("sint32", row["position_lat"]), 1: ("sint32", row["position_long"])}
    if row.get("heart_rate") is not None:
        stored[3] = ("uint8", row["heart_rate"])
    if row.get("distance") is not None:
        stored[5] = ("uint32", row["distance"] * 100)
    return stored


def _seconds(moment: datetime) -> int:
    return int((moment - _FIT_EPOCH).total_seconds())
