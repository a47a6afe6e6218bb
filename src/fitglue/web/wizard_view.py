"""The wizard for a new pipeline: what is chosen so far, all of it in the page's address.

So the back button works, a reload keeps everything, and no script is needed. Settings come last,
in the editor.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from fitglue.domain.plan import BoosterUse, Plan, TargetUse
from fitglue.domain.plugins import About, Category, PluginKind
from fitglue.instance import Instance
from fitglue.pipeline.faults import LONGEST_NAME
from fitglue.pipeline.recommending import recommended
from fitglue.web.availability import Means, Offered, means_of
from fitglue.web.languages import gettext
from fitglue.web.pipeline_editor import by_category, installed
from fitglue.web.pipeline_view import name_of
from fitglue.web.words import listed

STEPS = ("from", "better", "to", "look")
_MOST = 50


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is chosen so far: ids of plugins, boosters in their order."""

    sources: tuple[str, ...] = ()
    boosters: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    step: str = "from"
    words: str = ""

    @property
    def address(self) -> str:
        """Give the address of this state."""
        return self.at(self.step)

    def at(self, step: str) -> str:
        """Give the address of a step with what is chosen."""
        pairs = [
            *(("source", one) for one in self.sources),
            *(("booster", one) for one in self.boosters),
            *(("target", one) for one in self.targets), ("step", step),
            *((("q", self.words),) if self.words and step == self.step else ()),
        ]  # fmt: skip
        return f"/pipelines/new?{urlencode(pairs)}"

    def plan(self) -> Plan:
        """Give it as a plan with nothing set yet."""
        return Plan(
            id="", name=self.name[:LONGEST_NAME], sources=self.sources,
            boosters=tuple(
                BoosterUse(key=f"b{at}", plugin=one) for at, one in enumerate(self.boosters)
            ),
            targets=tuple(
                TargetUse(key=f"t{at}", plugin=one) for at, one in enumerate(self.targets)
            ),
        )  # fmt: skip

    @property
    def name(self) -> str:
        """Suggest a name: "Apple Health to Strava and Folder"."""
        come = listed([name_of(PluginKind.SOURCE, one) for one in self.sources])
        go = listed([name_of(PluginKind.TARGET, one) for one in self.targets])
        return gettext("%(come)s to %(go)s", come=come, go=go) if come and go else ""


def chosen_in(query: QueryParams) -> Chosen:
    """Read what is chosen. What is not installed is left out."""
    step = query.get("step", "from")
    chosen = Chosen(
        sources=_known(query.getlist("source"), PluginKind.SOURCE),
        boosters=_known(query.getlist("booster"), PluginKind.BOOSTER),
        targets=_known(query.getlist("target"), PluginKind.TARGET),
        step=step if step in STEPS else "from",
        words=query.get("q", "")[:80],
    )
    return replace(chosen, step=_reached(chosen))


def pressed(chosen: Chosen, query: QueryParams) -> Chosen:
    """Give the state after a button of the list: `add=title`, `move=up:1`, `drop=0`."""
    boosters = list(chosen.boosters)
    if added := _known(query.getlist("add"), PluginKind.BOOSTER):
        return replace(chosen, boosters=(*boosters, *added)[:_MOST])
    act, _, place = query.get("move", "").partition(":")
    at = int(place) if place.isdecimal() and int(place) < len(boosters) else -1
    if at >= 0 and act == "drop":
        boosters.pop(at)
    elif at >= 0 and act in {"up", "down"}:
        to = at + (-1 if act == "up" else 1)
        if 0 <= to < len(boosters):
            boosters.insert(to, boosters.pop(at))
    return replace(chosen, boosters=tuple(boosters))


def _known(ids: Iterable[str], kind: PluginKind) -> tuple[str, ...]:
    there = {about.id for about in installed(kind)}
    known = [one for one in ids if one in there]
    return tuple(known if kind is PluginKind.BOOSTER else dict.fromkeys(known))[:_MOST]


def _reached(chosen: Chosen) -> str:
    """Give the step that may be shown: none before what it stands on is chosen."""
    wanted = STEPS.index(chosen.step)
    if wanted and not chosen.sources:
        return "from"
    return "to" if chosen.step == "look" and not chosen.targets else chosen.step


@dataclass(frozen=True, slots=True, kw_only=True)
class Wizard:
    """The page as far as it has grown."""

    chosen: Chosen
    sources: list[Offered]
    line: list[About]
    recommended: list[Offered]
    shelves: list[tuple[Category, list[Offered]]]
    targets: list[Offered]
    nothing_found: bool
    says: str = ""

    def is_at(self, step: str) -> bool:
        """Tell whether this is the step that is being made."""
        return self.chosen.step == step

    def has_come_to(self, step: str) -> bool:
        """Tell whether a step shows, done or being made."""
        return STEPS.index(step) <= STEPS.index(self.chosen.step)


def wizard_of(instance: Instance, person_id: str, chosen: Chosen, says: str = "") -> Wizard:
    """Prepare the page."""
    means = means_of(instance, person_id)
    boosters = {about.id: about for about in installed(PluginKind.BOOSTER)}
    shelves = [
        (category, [_on_shelf(means.offered(about), chosen.words) for about in abouts])
        for category, abouts in by_category()
    ]
    return Wizard(
        chosen=chosen,
        sources=_offers(means, PluginKind.SOURCE, chosen.sources),
        line=[boosters[one] for one in chosen.boosters],
        recommended=_recommended(instance, person_id, means, chosen),
        shelves=shelves,
        targets=_offers(means, PluginKind.TARGET, chosen.targets),
        nothing_found=all(one.is_hidden for _, some in shelves for one in some),
        says=says,
    )


def _offers(means: Means, kind: PluginKind, chosen: Sequence[str]) -> list[Offered]:
    """Offer what can be used first, then what waits for something, then what cannot be chosen."""
    offers = [
        replace(means.offered(about), is_chosen=about.id in chosen) for about in installed(kind)
    ]
    return sorted(offers, key=lambda one: (bool(one.lacks), not one.can_be_chosen))


def _recommended(instance: Instance, person_id: str, means: Means, chosen: Chosen) -> list[Offered]:
    if chosen.words or chosen.step != "better":
        return []
    abouts = {about.id: about for about in installed(PluginKind.BOOSTER)}
    return [
        replace(means.offered(abouts[one.booster]), why=one.why)
        for one in recommended(instance.store, person_id)
        if one.booster not in chosen.boosters
    ]


def _on_shelf(offered: Offered, words: str) -> Offered:
    """Hide what a search is not for; a script shows it again when the search is another."""
    about = offered.about
    text = f"{about.name} {about.summary}".casefold()
    fits = all(word in text for word in words.casefold().split())
    return replace(offered, is_hidden=not fits)
