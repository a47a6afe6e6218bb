"""README.txt of an export: every file and every column, in words."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Date, Float, Integer, LargeBinary

from fitglue.ownership.contents import CONTENTS, LEFT_OUT, VERSION, Kept
from fitglue.store.tables import Instant

_HEAD = f"""\
This is everything that FitGlue kept of you, in open formats (version {VERSION}).

Keep it as private as your workouts: it tells where you live and how your heart beats. It holds no
password, no key or token of a service, and nothing with which somebody could act as you.

To have it in a FitGlue again, drop this zip on its page "Import", or run
    fitglue import fitglue-everything.zip
Nothing is sent anywhere again by that: what was sent stays marked as sent, pipelines are paused
until you have looked at them, and services are connected anew by you. Doing it twice adds nothing.

manifest.json            what is in here, and of which version
account.json             your settings. "seed" is the secret by which privacy zones are shifted
activities.csv           a line for each activity: distances in metres, times in seconds
health_metrics.csv       a line for each day and metric
activities/*.fit         every activity as a FIT file, for any other program
originals/SHA256/NAME.zst
                         what apps and devices sent, byte for byte, packed with zstd
streams/SHA256.msgpack.zst
                         samples at full resolution: MessagePack inside zstd,
                         {{version, streams: [{{kind, count, columns: [{{name, resolution,
                         first, dtype, data, known}}]}}]}}.
                         A column holds multiples of its resolution, as
                         differences from one sample to the next after "first", little endian, all
                         low bytes first; "known" has a bit for each sample where some are missing
blobs/SHA256             whatever else rows name; most of it is JSON inside zstd
tables/NAME.jsonl        rows, one JSON object a line; columns are told below

Names of columns tell their units: _s seconds, _m metres, _bpm beats a minute, _kcal kilocalories,
_w watts, _deg degrees. "_at" is an instant (ISO 8601, UTC). "id" names a row for ever, and
ANYTHING_id the row of another table. "..._blob" is a SHA256 of a file in here. "state" and "why"
say how something ended.
"""


def readme() -> str:
    """Give the whole text."""
    parts = [_HEAD, *(_of(one) for one in CONTENTS), _left_out()]
    return "\n".join(parts)


def _of(one: Kept) -> str:
    comes = "" if one.comes_back else " (to be read; it does not come back by an import)"
    lines = (f"    {column.name:24} {_kind(column)}" for column in one.columns)
    return "\n".join((f"{one.file}{comes}", f"  {one.about}", *lines, ""))


def _left_out() -> str:
    def lines() -> Iterator[str]:
        yield "Not in here:"
        for name, why in LEFT_OUT.items():
            yield f"  {name}: {why}"

    return "\n".join((*lines(), ""))


def _kind(column: Column[Any]) -> str:
    words = (
        (Instant, "instant"), (Boolean, "true or false"), (Integer, "whole number"),
        (Float, "number"), (Date, "day"), (JSON, "JSON"),
    )  # fmt: skip
    if isinstance(column.type, LargeBinary):
        return "JSON" if column.name == "document" else "bytes, base64"
    told = next((word for kind, word in words if isinstance(column.type, kind)), "text")
    return f"{told}, or null" if column.nullable else told
