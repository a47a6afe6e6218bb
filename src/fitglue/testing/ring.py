"""Three services that are sources and targets at once, and a person who glues them in a ring.

Each is a plugin of its own, found through the door of third parties, and speaks to a `RingSite`.
`a` remembers the names that programs give; `b` remembers nothing, and tells of a workout only when
it was and which sport; `c` knows again what it has.
"""

from collections.abc import Generator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from fitglue.domain.activity import Activity
from fitglue.domain.arrival import Arrival, Page, SourceTools, Span
from fitglue.domain.asking import Ask, Connection, Reply, Who, judged_by_status
from fitglue.domain.errors import Delivery
from fitglue.domain.oauth import OAuth, Tokens
from fitglue.domain.pace import Heard
from fitglue.domain.plugins import Ability, About, PluginKind, Receipt, TargetTools
from fitglue.domain.workout import Workout
from fitglue.formats.files import kind_of
from fitglue.formats.fit import encode_activity
from fitglue.testing.fakes import found, write_distribution
from fitglue.testing.services.ring import RingSite
from fitglue.testing.web_site import served

NAMES = ("ring_a", "ring_b", "ring_c")
_ABILITIES = {
    "ring_a": frozenset({Ability.UPDATE, Ability.FIND}),
    "ring_b": frozenset({Ability.UPDATE, Ability.FIND}),
    "ring_c": frozenset({Ability.UPDATE, Ability.KNOWS_AGAIN}),
}


class RingSettings(BaseModel):
    """Where the site is."""

    address: str


def _about(name: str, kind: PluginKind, **more: Any) -> About:
    title = name.replace("_", " ").title()
    told = "One of three services that tests glue in a ring."
    return About(id=name, kind=kind, name=title, summary=told, description=told, **more)


class RingService:
    """One of the services; nobody is asked for a key."""

    signs_in = False

    def __init__(self, name: str) -> None:
        self.about = _about(name, PluginKind.SERVICE, settings=RingSettings)

    def address(self, settings: BaseModel) -> str:
        """Give the address."""
        return RingSettings.model_validate(settings.model_dump()).address

    def headers(self, settings: BaseModel, tokens: Tokens | None) -> Mapping[str, str]:
        """Give none."""
        del settings, tokens
        return {}

    def oauth(self, settings: BaseModel) -> OAuth | None:
        """Give none."""
        del settings

    def who(self, connection: Connection) -> Who:
        """Ask who it is."""
        told = connection.json("who", {})
        return Who(told["id"], told["name"])

    def judged(self, reply: Reply) -> Delivery | None:
        """Understand an answer by its status."""
        return judged_by_status(self.about.name, reply)

    def heard(self, reply: Reply) -> Heard:
        """Hear nothing."""
        del reply
        return Heard()


class RingSource:
    """What is at one of the services, as it is there now."""

    poll_every = timedelta(minutes=5)

    def __init__(self, name: str) -> None:
        self.about = _about(name, PluginKind.SOURCE, connection=name)

    def changes(
        self, connection: Connection, cursor: Mapping[str, Any], tools: SourceTools
    ) -> Page:
        """Give what is new or was changed."""
        listed = connection.json("activities", {})
        seen = {one["id"]: one["changed"] for one in listed}
        new = [one for one in listed if cursor.get(one["id"]) != one["changed"]]
        return Page(arrivals=[self._arrival(connection, one, tools) for one in new], cursor=seen)

    def past(
        self, connection: Connection, span: Span, cursor: Mapping[str, Any], tools: SourceTools
    ) -> Page:
        """Give everything, whatever the span."""
        del span
        return self.changes(connection, cursor, tools)

    def count(self, connection: Connection, span: Span) -> int | None:
        """Count nothing."""
        del connection, span

    def _arrival(
        self, connection: Connection, told: Mapping[str, Any], tools: SourceTools
    ) -> Arrival:
        content = connection.ask(Ask(path=f"activities/{told['id']}")).body
        kind = kind_of(content, "a.fit")
        if kind is None:
            raise AssertionError("that is no file")
        (workout,) = kind.read(content, "a.fit", tools).workouts
        known = replace(workout, brand=told["name"], external_id=told["external_id"])
        return Arrival(told["id"], _poor(known) if self.about.id == "ring_b" else known)


class RingTarget:
    """Uploads to one of the services."""

    def __init__(self, name: str) -> None:
        self.about = _about(
            name, PluginKind.TARGET, connection=name, abilities=_ABILITIES[name]
        )  # fmt: skip

    def deliver(self, activity: Activity, tools: TargetTools) -> Receipt:
        """Upload a file."""
        answer = tools.connection.ask(_upload("POST", "activities", activity)).json()
        return Receipt(answer["id"], "")

    def update(self, activity: Activity, receipt: Receipt, tools: TargetTools) -> Receipt:
        """Put a file in the other's place."""
        tools.connection.ask(_upload("PUT", f"activities/{receipt.id}", activity))
        return receipt

    def find(self, activity: Activity, tools: TargetTools) -> Receipt | None:
        """Look by our own name for it, or by the second in which it began."""
        start = activity.workout.start
        for one in tools.connection.json("activities", {}):
            is_then = datetime.fromisoformat(one["start"]) == start
            if one["external_id"] == _name_of(activity) or (not one["external_id"] and is_then):
                return Receipt(one["id"], "")
        return None


def _upload(method: str, path: str, activity: Activity) -> Ask:
    file = encode_activity(activity)
    return Ask(method=method, path=path, params=told_of(activity), body=file)


def told_of(activity: Activity) -> dict[str, str]:
    """Say what goes with an activity's file."""
    return {
        "name": activity.title, "external_id": _name_of(activity),
        "start": activity.workout.start.isoformat(), "elapsed_s": str(activity.workout.elapsed_s),
    }  # fmt: skip


def _name_of(activity: Activity) -> str:
    return f"fitglue-{activity.id}"


def _poor(workout: Workout) -> Workout:
    """Leave of a workout what a log of trainings keeps."""
    return Workout(
        sport=workout.sport, start=workout.start, end=workout.end, zone=workout.zone,
        elapsed_s=workout.elapsed_s, timer_s=workout.elapsed_s, brand=workout.brand,
        external_id=workout.external_id,
    )  # fmt: skip


@dataclass(frozen=True)
class Ring:
    """The three sites by their names, and where they are."""

    sites: Mapping[str, RingSite]
    addresses: Mapping[str, str]


@contextmanager
def a_ring(folder: Path) -> Generator[Ring]:
    """Serve the three, and let this process find their plugins during the block."""
    kinds = ("service", "source", "target")
    lines = [
        f"{name}.{kind} = fitglue.testing.ring:{name}_{kind}" for name in NAMES for kind in kinds
    ]
    write_distribution(folder, "fitglue-ring", "\n".join(["[fitglue.plugins]", *lines, ""]))
    sites = {
        "ring_a": RingSite(), "ring_b": RingSite(keeps_names=False),
        "ring_c": RingSite(keeps_names=False, knows_again=True),
    }  # fmt: skip
    with ExitStack() as stack:
        stack.enter_context(found(folder, {}))
        addresses = {name: stack.enter_context(served(site)) for name, site in sites.items()}
        yield Ring(sites, addresses)


ring_a_service, ring_b_service, ring_c_service = map(RingService, NAMES)
ring_a_source, ring_b_source, ring_c_source = map(RingSource, NAMES)
ring_a_target, ring_b_target, ring_c_target = map(RingTarget, NAMES)
