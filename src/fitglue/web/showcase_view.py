"""Pages of the Showcase as strangers see them: from what is shown alone."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from fitglue.domain import figures
from fitglue.domain.figures import Figure, Units, units_of
from fitglue.domain.showcase import Audience, Look
from fitglue.domain.sport import by_key, sport_words
from fitglue.domain.workout import Workout
from fitglue.store.accounts import Account
from fitglue.store.showcase import Shown
from fitglue.store.showcase_profiles import Listed, Profile
from fitglue.web.activity_facts import Fact, facts_of, more_facts_of
from fitglue.web.activity_parts import PartsTable, parts_of
from fitglue.web.charts import Chart, charts_of
from fitglue.web.languages import marked
from fitglue.web.share_picture import share_picture
from fitglue.web.words import clock, day_of_month, long_day, month, plain_name, plural

_TOLD_FACTS = 3
_KEPT_PICTURES = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicActivity:
    """Everything on the public page of an activity. `told` is for messengers."""

    address: str
    look: Look
    title: str
    kind: str
    when: str
    handle: str
    told: str
    may_be_shared: bool
    paragraphs: list[str]
    facts: list[Fact]
    more_facts: list[Fact]
    charts: tuple[Chart, ...]
    has_route: bool
    is_virtual: bool
    tables: list[PartsTable]
    has_pauses: bool
    recorded_with: str


def public_activity(shown: Shown) -> PublicActivity:
    """Prepare the page of an activity."""
    activity, workout = shown.page.activity, shown.page.activity.workout
    units = units_of(shown.account.units)
    facts = facts_of(workout, units)
    kind = sport_words(workout.sport, indoor=workout.indoor, is_open_water=workout.is_open_water)
    listed = shown.page.audience is Audience.PROFILE
    return PublicActivity(
        address=f"/s/{shown.token}",
        look=shown.page.look,
        title=activity.title,
        kind=kind,
        when=_when(workout, tells_time=shown.page.tells_time),
        handle=shown.handle if listed else "",
        told=" · ".join([kind, *(fact.figure.text for fact in facts[:_TOLD_FACTS])]),
        may_be_shared=shown.page.audience is not Audience.ME,
        paragraphs=activity.text.split("\n\n") if activity.text else [],
        facts=facts,
        more_facts=more_facts_of(workout, units),
        charts=charts_of(workout, units),
        has_route=workout.has_route,
        is_virtual=workout.virtual_route,
        tables=parts_of(workout, units),
        has_pauses=bool(workout.pauses),
        recorded_with=plain_name(workout.device.name or workout.app.name),
    )


def _when(workout: Workout, *, tells_time: bool) -> str:
    local = workout.zone.local(workout.start)
    return f"{long_day(local)}, {clock(local)}" if tells_time else long_day(local)


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicLine:
    """An activity on a profile."""

    address: str
    title: str
    told: str
    distance: str
    time: str


@dataclass(frozen=True, slots=True)
class PublicProfile:
    """Everything on a profile: its name, totals of what is listed, and that by month."""

    handle: str
    name: str
    look: Look
    totals: list[Fact]
    months: list[tuple[str, list[PublicLine]]]


def public_profile(profile: Profile, account: Account, pages: Sequence[Listed]) -> PublicProfile:
    """Prepare a profile."""
    units = units_of(account.units)
    months: dict[str, list[PublicLine]] = {}
    for page in pages:
        months.setdefault(month(page.day), []).append(_line(page, units))
    totals = _totals(pages, units)
    return PublicProfile(profile.handle, profile.name, profile.look, totals, list(months.items()))


def _line(page: Listed, units: Units) -> PublicLine:
    sport = by_key(page.sport)
    swum = sport.key == "swimming"
    far = page.distance_m
    return PublicLine(
        address=f"/s/{page.token}",
        title=page.title,
        told=f"{sport.label} · {day_of_month(page.day)}",
        distance="" if far is None else figures.distance(far, units, swum=swum).text,
        time=figures.duration(page.timer_s),
    )


def _totals(pages: Sequence[Listed], units: Units) -> list[Fact]:
    far_m = sum(page.distance_m or 0.0 for page in pages)
    hours, minutes = divmod(round(sum(page.timer_s for page in pages) / 60), 60)
    told = [
        Fact(Figure(figures.count(len(pages))), "activity" if len(pages) == 1 else "activities"),
        Fact(Figure(f"{hours:,}:{minutes:02}", "h"), "time"),
    ]
    if far_m:
        told.insert(1, Fact(figures.distance(far_m, units), "distance"))
    return told


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnLine:
    """A page in its owner's list."""

    id: str
    activity_id: str
    title: str
    told: str
    link: str


AUDIENCES = {
    Audience.LINK: marked("who has the link"),
    Audience.PROFILE: marked("on your profile"),
    Audience.ME: marked("only you"),
}


def counted(number: int) -> str:
    """Count pages: "3 pages"."""
    return plural(number, "page", "pages")


@dataclass(slots=True)
class Pictures:
    """Pictures for messengers, the latest few of them kept: drawing one takes a while."""

    kept: OrderedDict[tuple[str, datetime, str], bytes] = field(default_factory=OrderedDict)

    def of(self, shown: Shown) -> bytes:
        """Give the picture of a page as it is now."""
        key = (shown.id, shown.changed_at, shown.account.units)
        found = self.kept.get(key)
        if found is None:
            workout, units = shown.page.activity.workout, units_of(shown.account.units)
            found = self.kept[key] = share_picture(workout, units, shown.page.look)
            while len(self.kept) > _KEPT_PICTURES:
                self.kept.popitem(last=False)
        return found
