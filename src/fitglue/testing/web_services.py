"""Services for the pages that live in memory, so that pages can be tested on their own."""

import secrets
import tempfile
import threading
import time
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from zoneinfo import ZoneInfo

from fitglue.domain import sport as sports
from fitglue.domain.activity import Activity, TitleSetBy
from fitglue.domain.arrival import Skipped
from fitglue.domain.errors import Misconfigured, NotAWorkout, TooBig
from fitglue.domain.sport import Sport
from fitglue.domain.workout import SwimLocation
from fitglue.testing.web_activities import workout_of
from fitglue.testing.web_plans import EXAMPLES, Plan, years_of
from fitglue.web.services import (
    ActivityDetail,
    ActivityLine,
    ActivityPage,
    ActivityQuery,
    DeliveryLine,
    ImportLine,
    Person,
    RecordingLine,
    Refusal,
    Theme,
    Units,
)

PAGE_LINES = 50
_LARGEST_UPLOAD = 50 * 1024**3
_STEPS = ("Opening the archive", "Reading heart rate", "Reading routes", "Writing FIT files")


@dataclass
class MemoryUpload:
    """A file being received into a temporary folder."""

    services: "MemoryServices"
    name: str
    path: Path

    def finish(self, *, lone_routes: bool) -> str:
        """Start an import that takes a moment, as a real one does."""
        return self.services.start_import(self.name, self.path, lone_routes=lone_routes)

    def abandon(self) -> None:
        """Remove the file."""
        self.path.unlink(missing_ok=True)


@dataclass
class MemoryServices:
    """A person with a season of workouts, `older` more behind it, and imports that pretend."""

    older: int = 120
    welcome_token: str = "first-account-token"  # noqa: S105 - of tests
    import_seconds: float = 1.5
    empty: bool = False
    version: str = version("fitglue")
    people: dict[str, Person] = field(default_factory=dict)
    passwords: dict[str, str] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)
    kept_imports: dict[str, ImportLine] = field(default_factory=dict)

    @cached_property
    def folder(self) -> Path:
        """Give a place for files."""
        return Path(tempfile.mkdtemp(prefix="fitglue-pages-"))

    @cached_property
    def plans(self) -> dict[str, Plan]:
        """Give every plan by the id of its activity, newest first."""
        made = () if self.empty else EXAMPLES + years_of(self.older)
        return {f"a{index + 1}": plan for index, plan in enumerate(made)}

    def welcome_is_open(self, token: str) -> bool:
        """Tell whether the first account is still to be made."""
        return token == self.welcome_token and not self.people

    def create_first_account(
        self, token: str, name: str, email: str, password: str, zone: str
    ) -> str:
        """Make the account and sign it in."""
        if not self.welcome_is_open(token):
            raise Misconfigured("This link was used already.", "Sign in instead.")
        if len(password) < 8:  # noqa: PLR2004 - as short as we allow
            raise Misconfigured("The password is too short.", "Choose one of 8 characters or more.")
        self.people["p1"] = Person("p1", name, email, "metric", zone, "auto", "")
        self.passwords[email] = password
        return self.sign_in(email, password, "")

    def sign_in(self, email: str, password: str, client: str) -> str:  # noqa: ARG002 - nothing is throttled here
        """Give a session for the right password."""
        person = next((found for found in self.people.values() if found.email == email), None)
        if person is None or self.passwords.get(email) != password:
            raise Misconfigured("That e-mail and password do not belong together.", "Try again.")
        token = secrets.token_urlsafe()
        self.sessions[token] = person.id
        return token

    def sign_out(self, session_token: str) -> None:
        """Forget the session."""
        self.sessions.pop(session_token, None)

    def person(self, session_token: str) -> Person | None:
        """Give who is signed in."""
        return self.people.get(self.sessions.get(session_token, ""))

    def has_account(self) -> bool:
        """Tell whether there is anybody."""
        return bool(self.people)

    def save_preferences(
        self, person_id: str, *, units: Units, zone: str, theme: Theme, tile_url: str
    ) -> None:
        """Keep the preferences."""
        self.people[person_id] = replace(
            self.people[person_id], units=units, zone=zone, theme=theme, tile_url=tile_url
        )

    def activities(self, person_id: str, query: ActivityQuery) -> ActivityPage:  # noqa: ARG002 - one person
        """List what fits the query."""
        lines = [line for line in self._lines if _fits(line, query)]
        first = int(query.cursor or 0)
        more = str(first + PAGE_LINES) if first + PAGE_LINES < len(lines) else ""
        return ActivityPage(tuple(lines[first : first + PAGE_LINES]), more, len(lines))

    @cached_property
    def _lines(self) -> tuple[ActivityLine, ...]:
        return tuple(_line(name, plan) for name, plan in self.plans.items())

    def sports(self, person_id: str) -> tuple[tuple[Sport, int], ...]:  # noqa: ARG002 - one person
        """Count by sport."""
        counts: dict[str, int] = {}
        for plan in self.plans.values():
            counts[plan.sport] = counts.get(plan.sport, 0) + 1
        ranked = sorted(counts.items(), key=lambda item: -item[1])
        return tuple((sports.by_key(key), count) for key, count in ranked)

    def activity(self, person_id: str, activity_id: str) -> ActivityDetail | None:  # noqa: ARG002 - one person
        """Give one with all there is to say about it."""
        plan = self.plans.get(activity_id)
        if plan is None:
            return None
        names = list(self.plans)
        at = names.index(activity_id)
        arrived = plan.start + timedelta(hours=2)
        return ActivityDetail(
            Activity(
                id=activity_id, revision=1, title=_title(plan),
                title_set_by=TitleSetBy.RECORDING, workout=workout_of(plan),
            ),
            _deliveries(activity_id),
            (RecordingLine("r1", "Apple Health", plan.app, plan.device, arrived, 1),),
            tuple(self._lines[5:6]) if at == 0 and not self.empty else (),
            names[at + 1] if at + 1 < len(names) else "",
            names[at - 1] if at else "",
        )  # fmt: skip

    def delivered_file(self, person_id: str, delivery_id: str) -> Path | None:  # noqa: ARG002 - one person
        """Give a file with a FIT file's first bytes."""
        if not delivery_id.endswith("-d1"):
            return None
        path = self.folder / f"{delivery_id}.fit"
        path.write_bytes(b"\x0e\x10\x00\x00\x00\x00\x00\x00.FIT\x00\x00")
        return path

    def new_upload(self, person_id: str, name: str, size_bytes: int) -> MemoryUpload:  # noqa: ARG002 - one person
        """Take any file, but not one that is absurdly large."""
        if size_bytes > _LARGEST_UPLOAD:
            raise TooBig(f"{name} is larger than 50 GB.")
        return MemoryUpload(self, name, self.folder / secrets.token_hex(8))

    def imports(self, person_id: str) -> tuple[ImportLine, ...]:  # noqa: ARG002 - one person
        """List imports, newest first."""
        return tuple(reversed(self.kept_imports.values()))

    def import_(self, person_id: str, import_id: str) -> ImportLine | None:  # noqa: ARG002 - one person
        """Give one import."""
        return self.kept_imports.get(import_id)

    def start_import(self, name: str, path: Path, *, lone_routes: bool) -> str:
        """Queue an import that a thread carries out."""
        key = f"i{len(self.kept_imports) + 1}"
        self.kept_imports[key] = ImportLine(
            key, name, path.stat().st_size, "waiting", 0.0, "Waiting for its turn",
            0, 0, 0, (), (), {}, (), datetime.now(UTC), None,
        )  # fmt: skip
        threading.Thread(target=self._import, args=(key, lone_routes), daemon=True).start()
        return key

    def _import(self, key: str, lone_routes: bool) -> None:  # noqa: FBT001 - handed to a thread
        for step in range(20):
            time.sleep(self.import_seconds / 20)
            doing = _STEPS[step * len(_STEPS) // 20]
            self.kept_imports[key] = replace(
                self.kept_imports[key], state="running", share=step / 20, doing=doing, new=step * 6
            )
        self.kept_imports[key] = _outcome(self.kept_imports[key], lone_routes=lone_routes)


def _outcome(line: ImportLine, *, lone_routes: bool) -> ImportLine:
    now = datetime.now(UTC)
    if not line.name.endswith((".zip", ".xml")):
        wrong = NotAWorkout(
            "This is not an export of the Health app.",
            "On the iPhone: Health → your picture → Export All Health Data.",
        )
        refusal = Refusal(line.name, wrong.sentence, wrong.next_step)
        return replace(line, state="refused", share=1.0, refused=(refusal,), finished_at=now)
    cut_short = Refusal(
        "workout-routes/route_2021-05-04_6.12pm.gpx",
        "The route file is cut short.",
        "Export again on the iPhone and import the new file.",
    )
    hint = "2 routes belong to no workout; tick the box to take them as well."
    return replace(
        line, state="done", share=1.0, doing="", new=118, changed=1, unchanged=11,
        refused=(cut_short,),
        warnings=() if lone_routes else (hint,), finished_at=now,
        found={"Workout": 130, "Route file": 64, "Record HeartRate": 91_204},
        skipped=(Skipped("clinical records", 3, "they are no workouts"),
                 Skipped("step counts outside workouts", 48_120, "they belong to no workout")),
    )  # fmt: skip


def _title(plan: Plan) -> str:
    return plan.title or f"Morning {sports.by_key(plan.sport).label}"


def _line(name: str, plan: Plan) -> ActivityLine:
    index = int(name[1:])
    return ActivityLine(
        id=name, title=_title(plan), sport=sports.by_key(plan.sport), indoor=plan.indoor,
        is_open_water=plan.swim is SwimLocation.OPEN_WATER,
        local_start=plan.start.astimezone(ZoneInfo(plan.zone)).replace(tzinfo=None),
        zone=plan.zone, elapsed_s=float(plan.seconds), timer_s=plan.timer_s,
        distance_m=plan.distance_m, active_kcal=round(plan.timer_s / 60 * 10.8),
        avg_hr_bpm=plan.heart_bpm, ascent_m=plan.climb_m, has_route=plan.has_route, app=plan.app,
        sent=0 if index in {2, 6} else 1, waiting=int(index == 2), refused=int(index == 6),  # noqa: PLR2004 - two examples
    )  # fmt: skip


def _fits(line: ActivityLine, query: ActivityQuery) -> bool:
    wanted = query.text.lower().split()
    named = all(word in line.title.lower() for word in wanted)
    return named and query.sport in {"", line.sport.key}


def _deliveries(activity_id: str) -> tuple[DeliveryLine, ...]:
    sent = datetime(2025, 9, 16, 17, 31, tzinfo=UTC)
    own = f"{activity_id}-d1"
    if activity_id == "a2":
        return (DeliveryLine(own, "folder", "Folder", "waiting", "", "", "", None),)
    if activity_id == "a6":
        why, step = "The output folder cannot be written.", "Free the disk, then import again."
        return (DeliveryLine(own, "folder", "Folder", "refused", why, step, "", None),)
    url = f"/deliveries/{own}/file"
    return (DeliveryLine(own, "folder", "Folder", "sent", "", "", url, sent),)
