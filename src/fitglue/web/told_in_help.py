"""What a plugin's description says for its article: nobody types it, so it is never out of date."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from fitglue import registry
from fitglue.domain.pace import Window
from fitglue.domain.plugins import Ability, About, PluginKind, Polled, Stage
from fitglue.domain.tiers import Tier
from fitglue.web.option_lines import OptionLine, options_of
from fitglue.web.words import listed, plural

#: What a target can do, and what follows where it cannot.
_ABLE: dict[Ability, tuple[str, str]] = {
    Ability.UPDATE: (
        "What changes in FitGlue later is changed there too.",
        "What was delivered cannot be changed there any more.",
    ),
    Ability.KNOWS_AGAIN: (
        "The same activity sent twice leaves one.",
        "",
    ),
    Ability.FIND: (
        "When an answer is lost, FitGlue looks for the activity there before it sends it again.",
        "",
    ),
    Ability.DELETE: (
        "FitGlue can delete there what it delivered, once you press so.",
        "It cannot delete anything there: you do that yourself.",
    ),
}
_MOST_NAMED = 8  # of the parts of an activity
_STAGES = {
    Stage.GATE: "It decides whether an activity goes on: put it near the top.",
    Stage.LAST: "It works on what the others wrote: put it last.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What is put into the article about a plugin."""

    about: About
    options: Sequence[OptionLine]
    how: tuple[str, ...]
    plan: str
    needs: tuple[str, ...]
    uses: tuple[About, ...]

    @property
    def service(self) -> str:
        """Give the id of the service that it needs, if that is installed."""
        known = registry.of_kind(PluginKind.SERVICE)
        return self.about.connection if self.about.connection in known else ""

    @property
    def names(self) -> list[str]:
        """Name what works with a service: "the target Dropbox"."""
        return [f"the {one.kind.value} {one.name}" for one in self.uses]


def told_of(kind: PluginKind, plugin_id: str) -> Told | None:
    """Tell what is known of a plugin; none when it is not installed."""
    plugin = registry.of_kind(kind).get(plugin_id)
    if plugin is None:
        return None
    about = plugin.about
    return Told(
        about=about,
        options=options_of(about.settings),
        how=tuple(_how(about)),
        plan=plan_of(about),
        needs=tuple(_needs(about)),
        uses=tuple(_used_by(plugin_id) if kind is PluginKind.SERVICE else ()),
    )


def plan_of(about: About) -> str:
    """Say which plan a plugin is part of."""
    if about.tier == Tier.ATHLETE:
        return "Part of the Athlete plan. Where a server has no plans, everybody has it."
    return "Part of every plan."


def _how(about: About) -> Iterator[str]:
    match about.kind:
        case PluginKind.SOURCE:
            yield from _asked(about)
        case PluginKind.TARGET:
            said = (
                can if one in about.abilities else cannot for one, (can, cannot) in _ABLE.items()
            )
            yield from filter(None, said)
        case PluginKind.BOOSTER:
            yield from _boosts(about)
        case PluginKind.SERVICE:
            yield from map(_pace, about.pace)


def _asked(about: About) -> Iterator[str]:
    plugin = registry.of_kind(PluginKind.SOURCE)[about.id]
    if isinstance(plugin, Polled):
        yield f"FitGlue looks for what is new {_every(plugin.poll_every)}."
    if about.opt_in:
        yield "It is asked for nothing until you say that you want that."
    if about.terms is not None:
        days = plural(about.terms.days, "day", "days")
        kept = "What is read stays here, reaches no target and no booster"
        yield f"{kept}, and is deleted after {days}."


def _every(span: timedelta) -> str:
    minutes = round(span.total_seconds() / 60)
    return "every minute" if minutes == 1 else f"every {minutes} minutes"


def _boosts(about: About) -> Iterator[str]:
    parts = sorted(str(part.value).replace("_", " ") for part in about.changes)
    if parts and len(parts) <= _MOST_NAMED:
        yield f"Of an activity it may change: {listed(parts)}. It changes nothing else."
    if about.stage in _STAGES:
        yield _STAGES[about.stage]


def _pace(window: Window) -> str:
    of = f" for {window.of}ing" if window.of else ""
    return f"FitGlue asks at most {window.calls:,} times {_in_a(window.period_s)}{of}."


def _in_a(seconds: float) -> str:
    named = {1: "a second", 60: "a minute", 900: "in a quarter of an hour", 86400: "a day"}
    return named.get(int(seconds), f"in {seconds:g} seconds")


def _needs(about: About) -> Iterator[str]:
    service = registry.of_kind(PluginKind.SERVICE).get(about.connection)
    if about.connection and service is None:
        yield about.connection.replace("_", " ").title()
    if service is not None:
        yield service.about.name


def _used_by(service_id: str) -> Iterator[About]:
    for one in registry.every():
        if one.about.connection == service_id:
            yield one.about
