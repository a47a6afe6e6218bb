"""What Strava's refusals mean: each names a resource, a field and a code."""

from collections.abc import Callable, Iterator, Mapping
from http import HTTPStatus
from typing import Any

import msgspec

from fitglue.domain.asking import Reply, judged_by_status
from fitglue.domain.errors import Delivery, Gone, NeedsUser, Refused, Transient
from fitglue.services.strava.limits import until_free_s

_LONGEST_REASON = 200
_MISSING = "missing"
_NAMES_APPLICATION = ("client_id", "client_secret", "")


def judged_by_strava(reply: Reply) -> Delivery | None:
    """Say what an answer means. An upload's own defect is told by the upload: no refusal."""
    judge = _JUDGES.get(reply.status)
    return judge(reply) if judge else judged_by_status("Strava", reply)


def _bad_request(reply: Reply) -> Delivery | None:
    told = _told(reply)
    if "activity_id" in told:
        return None
    names = {error.get("resource") for error in _errors(told)}
    if names & {"RefreshToken", "AuthorizationCode"}:
        return NeedsUser("Strava does not let FitGlue in any more.", "Press “Connect again”.")
    if _doubts_application(told):
        return _unknown_application()
    return Refused(f"Strava refused it: {_reason(told)}.")


def _not_let_in(reply: Reply) -> Delivery:
    told = _told(reply)
    if any(error.get("code") == _MISSING for error in _errors(told)):
        return NeedsUser(
            "Strava was not told to let FitGlue do everything that it needs.",
            "Press “Connect again” and leave every box ticked.",
        )
    if _doubts_application(told):
        return _unknown_application()
    return NeedsUser("Strava does not let FitGlue in any more.", "Press “Connect again”.")


def _forbidden(reply: Reply) -> Delivery:
    told = _told(reply)
    if any(error.get("code") == "Inactive" for error in _errors(told)):
        return NeedsUser(
            "Strava has switched your API application off: its owner needs a paid Strava "
            "subscription.",
            "Subscribe at strava.com/subscribe with the account that owns the application, look "
            "at strava.com/settings/api that it is active again, then press “Connect again”.",
        )
    return Refused(f"Strava does not allow it: {_reason(told)}.")


def _doubts_application(told: Mapping[str, Any]) -> bool:
    return any(
        error.get("resource") == "Application" and error.get("field") in _NAMES_APPLICATION
        for error in _errors(told)
    )


def _unknown_application() -> NeedsUser:
    return NeedsUser(
        "Strava does not know this Client ID with this Client Secret.",
        "Copy both again from strava.com/settings/api, then press “Connect again”.",
    )


def _absent(reply: Reply) -> Delivery:
    del reply
    return Gone("Strava does not have it, or does not show it to FitGlue.")


def _too_large(reply: Reply) -> Delivery:
    del reply
    return Refused("The file is larger than Strava takes.")


def _too_often(reply: Reply) -> Delivery:
    return Transient(
        "Strava's limit for your application is used up for now.",
        retry_after_s=until_free_s(reply),
    )


_JUDGES: Mapping[int, Callable[[Reply], Delivery | None]] = {
    HTTPStatus.BAD_REQUEST: _bad_request,
    HTTPStatus.UNAUTHORIZED: _not_let_in,
    HTTPStatus.FORBIDDEN: _forbidden,
    HTTPStatus.NOT_FOUND: _absent,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: _too_large,
    HTTPStatus.TOO_MANY_REQUESTS: _too_often,
}


def _told(reply: Reply) -> Mapping[str, Any]:
    """Read a refusal; what cannot be read says nothing more."""
    try:
        told = msgspec.json.decode(reply.body)
    except msgspec.DecodeError:
        return {}
    return told if isinstance(told, Mapping) else {}


def _errors(told: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    errors = told.get("errors")
    for error in errors if isinstance(errors, list) else ():
        if isinstance(error, Mapping):
            yield error


def _reason(told: Mapping[str, Any]) -> str:
    """Say why in Strava's own words: "Bad Request (Activity sport_type invalid)"."""
    parts = ("resource", "field", "code")
    details = [" ".join(str(one.get(part, "")) for part in parts).strip() for one in _errors(told)]
    message = str(told.get("message") or "no reason given")
    return (f"{message} ({', '.join(details)})" if details else message)[:_LONGEST_REASON]
