"""Gives one activity to one target: new, or as an update; after a lost answer it asks first."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pydantic import BaseModel, ValidationError

from fitglue.domain.activity import Activity
from fitglue.domain.errors import NeedsUser, Refused, Transient, Unknown
from fitglue.domain.plugins import Ability, Receipt, Target, TargetTools

#: Only a person can tell: nothing else may send it again.
LOOK_THERE = "Look there: press “It is there” or “Send again”."


def settings_of(target: Target, settings: Mapping[str, Any]) -> BaseModel:
    """Hold a target's settings against its description. Raises Refused."""
    try:
        return target.about.settings.model_validate(dict(settings))
    except ValidationError as problem:
        wrong = ", ".join(str(error["loc"][0]) for error in problem.errors() if error["loc"])
        raise Refused(
            f"{target.about.name} cannot work with its settings: {wrong}.",
            "Correct them in the pipeline, then press “Send again”.",
        ) from problem


def handed_over(
    target: Target,
    activity: Activity,
    tools: TargetTools,
    *,
    known: Receipt | None = None,
    asks_first: bool = False,
) -> Receipt:
    """Give an activity to a target, updating what is there. Raises Delivery."""
    abilities = target.about.abilities
    if asks_first and not tools.ticket and Ability.KNOWS_AGAIN not in abilities:
        if Ability.FIND not in abilities:
            raise NeedsUser(
                f"It may have arrived at {target.about.name}, which cannot be asked.",
                LOOK_THERE,
            )
        known = _known(_found(target, activity, tools), known)
    if known is not None and Ability.UPDATE in abilities:
        return target.update(activity, known, tools)
    return known or target.deliver(activity, tools)


def _found(target: Target, activity: Activity, tools: TargetTools) -> Receipt | None:
    try:
        return target.find(activity, tools)
    except Transient as problem:  # no answer is no answer: it stays unknown
        raise Unknown(problem.sentence, retry_after_s=problem.retry_after_s) from problem


def _known(found: Receipt | None, before: Receipt | None) -> Receipt | None:
    """Join what was found with what is known: only the ledger remembers what was written."""
    if found is None or before is None or found.id != before.id:
        return found or before
    return replace(found, wrote=before.wrote)
