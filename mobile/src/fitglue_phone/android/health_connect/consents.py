"""Routes that wait for a person's consent, and those that were granted one by one.

A granted route comes once, with the answer of a screen, and cannot be read again: it is kept in a
file of the app's own until its workout goes. Files first, then the list that names them.
"""

import json
from array import array
from dataclasses import fields
from pathlib import Path
from typing import Any, Final

from fitglue_phone.android.files import write_whole
from fitglue_phone.core.ports import AnchorInvalid, Changes
from fitglue_phone.core.workout import Points, RouteSeen

_COLUMNS: Final = tuple(one.name for one in fields(Points))


class Consents:
    """What is kept in a folder that no backup takes along."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._list = folder / "routes.json"

    def waiting(self) -> tuple[RouteSeen, ...]:
        """Give the workouts, newest first, whose route is there and may not be read yet."""
        told = self._read()["waiting"]
        seen = [RouteSeen(uuid, start_s, end_s) for uuid, (start_s, end_s) in told.items()]
        return tuple(sorted(seen, key=lambda one: one.start_s, reverse=True))

    def waits(self, session: str, start_s: float, end_s: float) -> None:
        """Note that a session's route needs consent."""
        told = self._read()
        if session.upper() not in told["waiting"]:
            told["waiting"][session.upper()] = [start_s, end_s]
            self._write(told)

    def came(self, session: str) -> None:
        """Note that a route could be read: nobody need be asked for it any more."""
        told = self._read()
        if told["waiting"].pop(session.upper(), None):
            self._write(told)

    def grant(self, session: str, points: Points) -> None:
        """Keep a route that was granted on the screen, and have its workout read again."""
        columns = [getattr(points, name).tobytes() for name in _COLUMNS]
        write_whole(self._file(session), b"".join(columns))
        told = self._read()
        span = told["waiting"].pop(session.upper(), None) or [points.time_s[0], points.time_s[-1]]
        told["granted"].append([session.upper(), *span])
        self._write(told)

    def granted(self, session: str) -> Points | None:
        """Give a route that was granted on the screen."""
        try:
            kept = array("d", self._file(session).read_bytes())
        except FileNotFoundError:
            return None
        size = len(kept) // len(_COLUMNS)
        return Points(*(kept[at * size : (at + 1) * size] for at in range(len(_COLUMNS))))

    def all_allowed(self) -> None:
        """Have all workouts read again that wait: routes are allowed altogether now."""
        told = self._read()
        if told["waiting"]:
            told["granted"] += [[uuid, *span] for uuid, span in told["waiting"].items()]
            told["waiting"] = {}
            self._write(told)

    def forget(self, session: str) -> None:
        """Forget a session that was deleted."""
        self.came(session)
        self._file(session).unlink(missing_ok=True)

    def changes(self, anchor: bytes | None, limit: int) -> Changes:
        """Give the routes that were granted since an anchor. Raises AnchorInvalid."""
        granted = self._read()["granted"]
        start = int(anchor) if anchor and anchor.isdigit() else 0
        if start > len(granted):
            raise AnchorInvalid
        page = granted[start : start + limit]
        stop = start + len(page)
        seen = tuple(RouteSeen(*one) for one in page)
        return Changes(anchor=b"%d" % stop, routes=seen, more=stop < len(granted))

    def _file(self, session: str) -> Path:
        return self._folder / f"{session.upper()}.route"

    def _read(self) -> dict[str, Any]:
        try:
            told: dict[str, Any] = json.loads(self._list.read_bytes())
        except FileNotFoundError:
            return {"waiting": {}, "granted": []}
        return told

    def _write(self, told: dict[str, Any]) -> None:
        write_whole(self._list, json.dumps(told).encode())
