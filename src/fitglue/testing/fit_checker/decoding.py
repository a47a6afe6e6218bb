"""A FIT file read by two decoders, neither of them ours, that have to agree."""

import io
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import fitdecode
from garmin_fit_sdk import Decoder, Stream

Row = Mapping[str, Any]
_PROTOCOL_2 = 0x20
_COMPARED = {
    "record": ("timestamp", "position_lat", "distance", "heart_rate", "power", "temperature"),
    "length": ("start_time", "total_elapsed_time", "length_type", "swim_stroke", "total_strokes"),
    "set": ("timestamp", "start_time", "duration", "set_type", "repetitions", "weight"),
    "lap": ("start_time", "total_elapsed_time", "total_timer_time", "total_distance", "intensity"),
    "session": ("start_time", "total_timer_time", "workout_rpe", "training_load_peak"),
}


class NotAsPromised(AssertionError):
    """A FIT file that breaks a rule; says which ones, each in a sentence."""


@dataclass(frozen=True, slots=True)
class DecodedFit:
    """A decoded file: the messages of each kind, as Garmin's decoder gives them.

    `developer` has the developer fields of the same messages, by name.
    """

    messages: Mapping[str, Sequence[Row]]
    order: Sequence[str] = ()  # the kind of every message, as they stand
    developer: Mapping[str, Sequence[Row]] = field(default_factory=dict)

    def __getitem__(self, kind: str) -> Sequence[Row]:
        """Give the messages of a kind, such as "record"; none is an empty list."""
        return self.messages.get(kind, [])

    @property
    def session(self) -> Row:
        """Give the only session. Raises ValueError when there are several."""
        (session,) = self["session"]
        return session

    def column(self, name: str, kind: str = "record") -> list[Any]:
        """Give one field of every message of a kind; None where it is missing."""
        return [row.get(name) for row in self[kind]]

    def developer_column(self, name: str, kind: str = "session") -> list[Any]:
        """Give one developer field of every message of a kind; None where it is missing."""
        return [row.get(name) for row in self.developer.get(kind, [])]


def decoded_fit(content: bytes) -> DecodedFit:
    """Decode with both. Raises NotAsPromised for a complaint, a warning or a disagreement."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            theirs = list(_read_by_fitdecode(content))
        except (fitdecode.FitError, Warning) as complaint:
            raise NotAsPromised(f"fitdecode complains: {complaint}") from complaint
        decoded = _decoded_by_garmin(content, [message.name for message in theirs])
    broken = [*_counted_otherwise(decoded), *_read_otherwise(decoded, theirs)]
    if any(any(rows) for rows in decoded.developer.values()) and content[1] < _PROTOCOL_2:
        broken.append("Developer fields need protocol 2.0, which the header does not name.")
    if broken:
        raise NotAsPromised("\n".join(broken))
    return decoded


def _decoded_by_garmin(content: bytes, order: Sequence[str]) -> DecodedFit:
    if not Decoder(Stream.from_byte_array(bytearray(content))).check_integrity():
        raise NotAsPromised("Garmin's decoder does not take this for a whole FIT file.")
    messages, errors = Decoder(Stream.from_byte_array(bytearray(content))).read()
    if errors:
        raise NotAsPromised(f"Garmin's decoder complains: {errors}")
    by_name = cast("Mapping[str, Sequence[Row]]", messages)
    kinds = {name.removesuffix("_mesgs"): rows for name, rows in by_name.items()}
    names = {row["key"]: row["field_name"] for row in kinds.get("field_description", ())}
    developer = {
        kind: [
            {names.get(key, key): value for key, value in row.get("developer_fields", {}).items()}
            for row in rows
        ]
        for kind, rows in kinds.items()
    }
    return DecodedFit(kinds, order, developer)


def _read_by_fitdecode(content: bytes) -> Iterator[fitdecode.FitDataMessage]:
    with fitdecode.FitReader(
        io.BytesIO(content),
        check_crc=fitdecode.CrcCheck.RAISE,
        error_handling=fitdecode.ErrorHandling.RAISE,
    ) as frames:
        yield from (frame for frame in frames if isinstance(frame, fitdecode.FitDataMessage))


def _counted_otherwise(decoded: DecodedFit) -> Iterator[str]:
    for kind, rows in decoded.messages.items():
        found = decoded.order.count(kind)
        if found != len(rows):
            yield f"Garmin finds {len(rows)} {kind} messages, fitdecode {found}."


def _read_otherwise(
    decoded: DecodedFit, theirs: Sequence[fitdecode.FitDataMessage]
) -> Iterator[str]:
    for kind, names in _COMPARED.items():
        others = [message for message in theirs if message.name == kind]
        for index, (row, other) in enumerate(zip(decoded[kind], others, strict=False)):
            for name in names:
                if row.get(name) != other.get_value(name, fallback=None):
                    yield f"The decoders read {name} of {kind} {index} differently."
            for name, value in decoded.developer[kind][index].items():
                if value != other.get_value(name, fallback=None):
                    yield f"The decoders read {name} of {kind} {index} differently."
