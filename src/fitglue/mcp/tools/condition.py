"""How everything stands: connections, phones, questions, and what is wrong."""

from typing import Any

from fitglue.api.connection_models import connection_out
from fitglue.api.recording_models import question_out
from fitglue.api.run_models import input_out
from fitglue.checkup import look_at_flow, look_at_phone, room_of
from fitglue.diagnosis.trouble import Trouble
from fitglue.mcp.asking import asking

_MOST = 50


def what_is_wrong() -> dict[str, Any]:
    """Say what stands in the way of a person's workouts, the worst first; nothing if all is well.

    Each with its cause and what to press. Paths are pages of FitGlue. At most 50.
    """
    who = asking()
    found = look_at_flow(who.store, who.own, room_of(who.instance.settings))
    return {"troubles": [_trouble(one) for one in found[:_MOST]]}


def list_connections() -> dict[str, Any]:
    """List the accounts at services that are connected: state, why, and the next step.

    Never a password or a token. At most 50.
    """
    who = asking()
    counted, polls = who.store.connections.what_waits(who.own), who.store.polls.of_account(who.own)
    return {
        "connections": [
            connection_out(row, counted.get(row.id, {}), list(polls)).model_dump(mode="json")
            for row in who.store.connections.of_account(who.own)[:_MOST]
        ]
    }


def list_phones() -> dict[str, Any]:
    """List paired phones: when each was last here, and what is wrong with it. At most 50."""
    who = asking()
    return {
        "phones": [
            {
                "id": row.id,
                "name": row.name,
                "works": row.revoked_at is None,
                "last_seen": row.seen_at.isoformat(timespec="seconds") if row.seen_at else None,
                "app_version": row.app_version,
                "system_version": row.os_version,
                "parts_sent": {str(name): number for name, number in row.sent.items()},
                "troubles": [_trouble(one) for one in look_at_phone(row)],
            }
            for row in who.store.phones.of_account(who.own)[:_MOST]
        ]
    }


def list_questions() -> dict[str, Any]:
    """List the questions that wait for the person: of boosters, and whether two are one workout.

    They are answered in FitGlue, under Questions. At most 50 of each.
    """
    who = asking()
    asked = who.store.inputs.waiting(who.own)[:_MOST]
    return {
        "of_boosters": [
            input_out(row).model_dump(mode="json", exclude={"answer"}, exclude_none=True)
            for row in asked
        ],
        "one_or_two": [
            question_out(*each).model_dump(mode="json")
            for each in who.store.pairs.waiting(who.own)[:_MOST]
        ],
    }


def _trouble(one: Trouble) -> dict[str, Any]:
    press = {"press": one.press.label, "at": one.press.address} if one.press else {}
    article = {"article": one.article.address} if one.article else {}
    told = {"severity": str(one.severity), "sentence": one.sentence, "cause": one.cause}
    return {**told, **press, **article}
