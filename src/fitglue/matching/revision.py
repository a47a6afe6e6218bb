"""Joins a later version of a recording with what its activity knew already.

A newer version wins, but it never takes away: an export without the route files, or one in which
the phone has thinned old samples, must not make an activity poorer.
"""

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from fitglue.domain.clock import ZoneKnownBy
from fitglue.domain.streams import Stream, StreamKind
from fitglue.domain.workout import Workout

_JOINED_APART = {"streams", "provenance", "notes", "zone"}


def joined(before: Workout, after: Workout) -> Workout:
    """Give `after`, completed by whatever only `before` has, or has more of."""
    kept = _richer_before(before.streams, after.streams)
    told: dict[str, Any] = {
        field.name: getattr(before, field.name)
        for field in fields(Workout)
        if field.name not in _JOINED_APART and _says_nothing(getattr(after, field.name))
    }
    told_before = {name for name, value in told.items() if not _says_nothing(value)}
    whole = replace(
        after,
        **told,
        streams={**after.streams, **kept},
        provenance=_joined_provenance(before, after, told_before | set(kept)),
        # Notes speak of the streams, the route's above all: they follow it.
        notes=before.notes if StreamKind.ROUTE in kept else after.notes,
    )
    if after.zone.known_by is ZoneKnownBy.SETTING:
        return replace(whole, zone=before.zone)
    return whole


def _richer_before(
    before: Mapping[StreamKind, Stream], after: Mapping[StreamKind, Stream]
) -> dict[StreamKind, Stream]:
    return {
        kind: stream
        for kind, stream in before.items()
        if kind not in after or len(after[kind]) < len(stream)
    }


def _joined_provenance(before: Workout, after: Workout, kept: set[str]) -> dict[str, Any]:
    inherited = {name: origin for name, origin in before.provenance.items() if name in kept}
    return {**after.provenance, **inherited}


def _says_nothing(value: object) -> bool:
    return value is None or value in ("", (), {})
