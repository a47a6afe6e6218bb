"""An activity as its page shows it."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import quote
from zoneinfo import ZoneInfo

from fitglue.diagnosis.facts import Other, WorkoutFacts
from fitglue.diagnosis.trouble import Trouble
from fitglue.diagnosis.workouts import TWICE, workout_troubles
from fitglue.domain.sport import sport_words
from fitglue.domain.streams import StreamKind
from fitglue.domain.terms import Terms
from fitglue.web.activity_facts import Fact, facts_of, more_facts_of
from fitglue.web.activity_list import Line, line_of
from fitglue.web.activity_origins import Provenance, figures_from, streams_from
from fitglue.web.activity_parts import PartsTable, parts_of
from fitglue.web.charts import Chart, about, charts_of
from fitglue.web.guard import tile_host
from fitglue.web.languages import gettext
from fitglue.web.lines import ActivityDetail, Person, RecordingLine
from fitglue.web.versions import Versions
from fitglue.web.words import (
    clock,
    listed,
    long_day,
    place_of,
    plain_name,
    plural,
)


@dataclass(frozen=True, slots=True)
class ShownRecording:
    """A recording: where it came from, and what the activity has from it.

    One that stays here says until when, and leads back to where it was read.
    """

    id: str
    told: str
    gave: str
    has_original: bool = False
    stays: str = ""
    link: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityView:
    """Everything on the page, in the order it is read."""

    id: str
    title: str
    kind: str
    when: str
    place: str
    zone_told: str
    facts: list[Fact]
    more_facts: list[Fact]
    charts: tuple[Chart, ...]
    route_told: str
    troubles: list[Trouble]
    twice: Trouble | None
    tables: list[PartsTable]
    overlaps: list[Line]
    recordings: list[ShownRecording]
    streams_from: list[Provenance]
    figures_from: list[Provenance]
    paused: str
    paragraphs: list[str]
    versions: Versions
    is_virtual: bool
    previous_id: str
    next_id: str
    tile_url: str
    tile_host: str


def view_of(detail: ActivityDetail, person: Person) -> ActivityView:
    """Prepare the page of an activity for a person."""
    activity, workout = detail.activity, detail.activity.workout
    local = workout.zone.local(workout.start)
    troubles = workout_troubles(facts_about(detail), datetime.now(UTC))
    today = datetime.now(ZoneInfo(person.zone)).date()
    return ActivityView(
        id=activity.id,
        title=activity.title,
        kind=sport_words(workout.sport, indoor=workout.indoor, is_open_water=workout.is_open_water),
        when=f"{long_day(local)}, {clock(local)}",
        place=place_of(workout.zone.name),
        zone_told=f"{workout.zone.name}: {workout.zone.known_by.sentence}",
        facts=facts_of(workout, person.units),
        more_facts=more_facts_of(workout, person.units),
        charts=charts_of(workout, person.units),
        route_told=about(workout, StreamKind.ROUTE),
        troubles=[one for one in troubles if one.code != TWICE],
        twice=next((one for one in troubles if one.code == TWICE), None),
        tables=parts_of(workout, person.units),
        overlaps=[line_of(line, person.units, today) for line in detail.overlaps],
        recordings=[_recording(line, person.zone) for line in detail.recordings],
        streams_from=streams_from(workout),
        figures_from=figures_from(workout),
        paused=_paused(len(workout.manual_pauses), len(workout.pauses)),
        paragraphs=activity.text.split("\n\n") if activity.text else [],
        versions=detail.versions,
        is_virtual=workout.virtual_route,
        previous_id=detail.previous_id,
        next_id=detail.next_id,
        tile_url=person.tile_url,
        tile_host=tile_host(person.tile_url),
    )


def facts_about(detail: ActivityDetail) -> WorkoutFacts:
    """Give what the rules about activities ask for."""
    arrived = [line.received_at for line in detail.recordings]
    return WorkoutFacts(
        workout=detail.activity.workout,
        by_phone=any(line.by_phone for line in detail.recordings),
        received_at=min(arrived, default=None),
        others=tuple(
            Other(line.id, line.title, line.app, line.avg_hr_bpm is not None, line.has_route)
            for line in detail.overlaps
        ),
    )


def _recording(line: RecordingLine, zone: str) -> ShownRecording:
    arrived = line.received_at.replace(tzinfo=line.received_at.tzinfo or UTC)
    local = arrived.astimezone(ZoneInfo(zone))
    by = dict.fromkeys(plain_name(part) for part in (line.app, line.device) if part)
    written = gettext(", written by %(names)s", names=" on ".join(by)) if by else ""
    revised = (
        gettext(", revision %(revision)s", revision=line.revision) if line.revision > 1 else ""
    )
    came = (
        gettext("Read from %(source_name)s", source_name=line.source_name)
        if line.terms
        else line.source_name
    )
    told = gettext(
        "%(came)s%(written)s. Received %(day)s, %(time)s%(revised)s.",
        came=came,
        written=written,
        day=long_day(local),
        time=clock(local),
        revised=revised,
    )
    gave = (
        gettext("Gave %(names)s.", names=listed([*line.gave]))
        if line.gave
        else gettext("Gave nothing that another does not.")
    )
    shown = ShownRecording(line.id, told, gave, line.has_original and line.terms is None)
    return shown if line.terms is None else _bound(shown, line, line.terms, local)


def _bound(
    shown: ShownRecording, line: RecordingLine, terms: Terms, received: datetime
) -> ShownRecording:
    until = received + terms.kept_for
    stays = gettext(
        "It stays here, for you alone, until %(day)s, %(time)s: the terms of "
        "%(source_name)s allow no more.",
        day=long_day(until),
        time=clock(until),
        source_name=line.source_name,
    )
    address = terms.page.format(quote(line.source_id, safe=""))
    return replace(shown, stays=stays, link=terms.link, address=address)


def _paused(manual: int, every: int) -> str:
    told = [plural(manual, "pause", "pauses")] if manual else []
    if every > manual:
        told.append(plural(every - manual, "stop", "stops") + gettext(" that the device noticed"))
    return listed(told)
