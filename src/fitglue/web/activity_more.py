"""What an activity page shows beyond its figures and charts: zones, bests, muscles, recordings."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fitglue.domain.edits import Edits, Witness
from fitglue.domain.plugins import PluginKind
from fitglue.pipeline.amending import Amending
from fitglue.pipeline.comparing import comparing_for
from fitglue.pipeline.personal_zones import zones_for
from fitglue.pipeline.starting import Starter
from fitglue.web.activity_parts import efforts_table
from fitglue.web.activity_view import ActivityView
from fitglue.web.activity_zones import ZonesCard, zones_of
from fitglue.web.languages import gettext, marked
from fitglue.web.lines import ActivityDetail, Person
from fitglue.web.parts_table import PartsTable
from fitglue.web.pipeline_view import name_of
from fitglue.web.side_by_side import SideBySide, Told, side_by_side
from fitglue.web.strength_sets import MuscleMap, muscle_map
from fitglue.web.words import listed

if TYPE_CHECKING:
    from fitglue.store import Store

_LEAST_FOR_CONTENTS = 4
_EDITED = {
    "title": marked("the title"),
    "sport": marked("the sport"),
    "description": marked("the text"),
    "trim": marked("its ends"),
    "streams": marked("whose streams count"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class More:
    """Sections that are there only where there is something in them."""

    zones: list[ZonesCard]
    efforts: PartsTable | None
    muscles: MuscleMap | None
    side_by_side: SideBySide | None
    edited: str
    updates: str
    chose_streams: bool
    contents: list[tuple[str, str]]


def more_of(starter: Starter, person: Person, detail: ActivityDetail, view: ActivityView) -> More:
    """Gather the further sections of an activity's page."""
    store = starter.store
    targets = Amending(starter, person.id).targets(detail.activity.id)
    workout = detail.activity.workout
    edits = store.edits.get(person.id, detail.activity.id)
    zones = zones_of(workout, zones_for(store, person.id))
    efforts = efforts_table(workout, person.units)
    return More(
        zones=zones,
        efforts=efforts,
        muscles=muscle_map(workout),
        side_by_side=_side_by_side(store, person, detail, edits),
        edited=edited_words(edits),
        updates=listed([name_of(PluginKind.TARGET, one) for one in targets]),
        chose_streams=bool(edits.streams),
        contents=_contents(view, zones, efforts),
    )


def edited_words(edits: Edits) -> str:
    """Name what a person changed, empty for nothing."""
    changed = [
        gettext(name)
        for part, name in _EDITED.items()
        if edits.taken_back(part) != edits
    ]  # fmt: skip
    return listed(changed)


def _side_by_side(
    store: "Store", person: Person, detail: ActivityDetail, edits: Edits
) -> SideBySide | None:
    if len(detail.recordings) < 2:  # noqa: PLR2004 - one stands alone
        return None
    comparing = comparing_for(store, person.id)
    with store.looking() as intake:
        recordings = comparing.recordings(intake.session, [detail.activity.id])
    ids = {Witness(one.source, one.source_id): one.id for one in detail.recordings}
    return side_by_side(Told(recordings, ids, comparing.order, edits), person.units)


def _contents(
    view: ActivityView, zones: list[ZonesCard], efforts: PartsTable | None
) -> list[tuple[str, str]]:
    """List the sections of a long page; a short one needs no list."""
    found = list(_sections(view, zones, efforts))
    return found if len(found) >= _LEAST_FOR_CONTENTS else []


def _sections(
    view: ActivityView, zones: list[ZonesCard], efforts: PartsTable | None
) -> Iterable[tuple[str, str]]:
    if view.route_told:
        yield "map", gettext("Map")
    if view.charts:
        yield "charts", gettext("Charts")
    if zones:
        yield "zones", gettext("Zones")
    yield from ((table.key, table.title) for table in view.tables)
    if efforts is not None:
        yield "efforts", gettext("Best efforts")
    yield "journey", gettext("Where it went")
    yield "recordings", gettext("Came from")
