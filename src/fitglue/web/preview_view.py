"""What a booster would do as it is set up in the editor, said while somebody sets it up."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pydantic import ValidationError

from fitglue import registry
from fitglue.domain.errors import FitGlueError
from fitglue.domain.plan import BoosterUse, Plan
from fitglue.domain.plugins import Choosing, Stage
from fitglue.instance import Instance
from fitglue.pipeline.counting import Counted, counted
from fitglue.pipeline.past import PastRuns
from fitglue.pipeline.rehearsal import Rehearsed
from fitglue.web.languages import gettext, marked
from fitglue.web.lines import Person

_NOT_READY = marked("Something in its settings is missing or wrong; saving says what.")
_NOTHING = marked("There is no past activity to try it on.")


@dataclass(frozen=True, slots=True)
class Preview:
    """Sentences about past activities, and the paragraph that one of them would get."""

    told: Sequence[str]
    section: str = ""


def preview_of(instance: Instance, person: Person, plan: Plan, key: str) -> Preview:
    """Try a booster, behind those before it, on the newest activity, and count what it takes."""
    uses = plan.boosters
    at = next((at for at, use in enumerate(uses) if use.key == key), None)
    if at is None:
        return Preview((gettext(_NOTHING),))
    try:
        told = list(_counts(instance, person, uses[at]))
    except (ValidationError, FitGlueError):
        return Preview((gettext(_NOT_READY),))
    up_to_it = replace(plan, boosters=uses[: at + 1], targets=())
    newest = PastRuns(instance.starter).latest(person.id, plan, 1)
    tried = instance.rehearsed(person.id, up_to_it, newest)
    if not tried:
        return Preview((*told, gettext(_NOTHING)))
    line = next((line for line in tried[0].trace if line.key == key), None)
    return Preview((*told, *_tried(tried[0], key)), line.section if line else "")


def _counts(instance: Instance, person: Person, use: BoosterUse) -> Iterator[str]:
    booster = registry.booster(use.plugin)
    settings = booster.about.settings.model_validate(use.settings)
    if isinstance(booster, Choosing) and booster.asks(settings):
        found = counted(instance.store, person.id, booster, settings, instance.places)
        yield _counted(found, is_gate=booster.about.stage is Stage.GATE)


def _counted(found: Counted, *, is_gate: bool) -> str:
    if not found.of:
        return gettext(_NOTHING)
    number = f"{found.activities:,}" if found.activities else "none"
    verb = gettext("Lets through") if is_gate else gettext("Fits")
    of = (
        gettext("your only activity")
        if found.of == 1
        else gettext("your last %(of)s activities", of=format(found.of, ","))
    )
    return gettext("%(verb)s %(number)s of %(of)s.", verb=verb, number=number, of=of)


def _tried(tried: Rehearsed, key: str) -> Iterator[str]:
    before, made = tried.activity, tried.made
    line = next((line for line in tried.trace if line.key == key), None)
    if line is None:
        yield gettext(
            "“%(title)s”, your newest activity, does not come this far.", title=before.title
        )
        return
    yield gettext("Your newest activity, “%(title)s”: %(why)s", title=before.title, why=line.why)
    if made is not None and made.title != before.title:
        yield gettext("Its title: “%(title)s”.", title=made.title)
