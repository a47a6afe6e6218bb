"""Rules about a phone that sends, or should.

HealthKit never tells an app that reading was denied: a denied read looks like an empty Health. So
no sentence here says that it was; they say what was seen, and where to look on the phone.
"""

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from fitglue.diagnosis.facts import HEALTHKIT, PhoneFacts
from fitglue.diagnosis.permissions import permissions
from fitglue.diagnosis.trouble import Article, Press, Severity, Trouble, lasting, plural

_QUIET = timedelta(hours=24)
_GONE = timedelta(days=3)
_FIRST_CONTACT = timedelta(minutes=10)
_QUEUE_MOVES = timedelta(hours=1)
_ASLEEP = timedelta(hours=24)
_LONG_QUEUE = 500
# HKAuthorizationRequestStatus and HKError.Code, of Apple's HealthKit documentation.
_NEVER_ASKED, _ASKED = 1, 2
_NO_ENTITLEMENT, _NOT_DETERMINED, _LOCKED = 4, 5, 6
_OPEN = Press("On the phone: open FitGlue once.")
_REFRESH = Press(
    "On the phone: Settings → General → Background App Refresh → FitGlue: switch it on."
)
_READING = Press(
    "On the phone: Settings → Privacy & Security → Health → FitGlue: turn on Workouts, "
    "Workout Routes and Heart Rate. Then open FitGlue and tap “Check again”."
)
Rule = Callable[[PhoneFacts, datetime], Trouble | None]


def phone_troubles(phone: PhoneFacts, now: datetime) -> list[Trouble]:
    """Find what keeps a phone from sending, the worst first. A revoked one has nothing else."""
    if phone.revoked_at is not None:
        return [_revoked(phone)]
    found = [one for rule in _RULES if (one := rule(phone, now)) is not None]
    found += permissions(phone)
    return sorted(found, key=lambda one: list(Severity).index(one.severity))


def _revoked(phone: PhoneFacts) -> Trouble:
    return Trouble(
        code="revoked", severity=Severity.NATURAL,
        sentence=f"{phone.name} may send nothing: its token was revoked.",
        cause="Whatever it has recorded since waits on it, and comes once it is paired again.",
        press=Press("Pair it again", "/settings/phones#pair"), article=Article.NOTHING_ARRIVES,
    )  # fmt: skip


def _never_came(phone: PhoneFacts, now: datetime) -> Trouble | None:
    if phone.seen_at is not None or now - phone.paired_at < _FIRST_CONTACT:
        return None
    return Trouble(
        code="never-came", severity=Severity.WRONG,
        sentence=f"Nothing has come from {phone.name} since it was paired.",
        cause=f"That was {lasting(now - phone.paired_at)} ago. The app sends when it is open, or "
        "when the phone wakes it for a new workout.",
        press=_OPEN, article=Article.NOTHING_ARRIVES,
    )  # fmt: skip


def _silent(phone: PhoneFacts, now: datetime) -> Trouble | None:
    if phone.seen_at is None or now - phone.seen_at < _QUIET:
        return None
    silence = now - phone.seen_at
    return Trouble(
        code="silent", severity=Severity.WRONG if silence >= _GONE else Severity.ODD,
        sentence=f"No contact from {phone.name} for {lasting(silence)}.",
        cause=" ".join(_why_silent(phone)), press=_OPEN, article=Article.NOTHING_ARRIVES,
    )  # fmt: skip


def _why_silent(phone: PhoneFacts) -> Iterator[str]:
    if phone.background_refresh in {"denied", "restricted"}:
        yield "It sends only while the app is open, for Background App Refresh is off."
    elif phone.low_power:
        yield "Low Power Mode was on: the phone puts off what runs in the background."
    else:
        yield "It may be off, without a network, or the app was swiped away."
    if phone.queue_depth:
        yield f"{plural(phone.queue_depth, 'part')} waited on it."


def _never_asked(phone: PhoneFacts, _now: datetime) -> Trouble | None:
    if phone.platform != HEALTHKIT or phone.request_status != _NEVER_ASKED:
        return None
    return Trouble(
        code="never-asked", severity=Severity.WRONG,
        sentence=f"FitGlue on {phone.name} has not asked for access to Health yet.",
        cause="Until it has, Health shows it nothing.",
        press=Press("On the phone: open FitGlue and tap “Allow access to Health”."),
        article=Article.NOTHING_ARRIVES,
    )  # fmt: skip


def _nothing_seen(phone: PhoneFacts, _now: datetime) -> Trouble | None:
    asked = phone.platform == HEALTHKIT and phone.request_status == _ASKED
    if not asked or phone.workouts_seen != 0:
        return None
    return Trouble(
        code="nothing-seen", severity=Severity.WRONG,
        sentence=f"FitGlue on {phone.name} sees no workouts.",
        cause="Either Health holds none, or reading them is off: iOS does not tell an app which.",
        press=_READING, article=Article.NOTHING_ARRIVES,
    )  # fmt: skip


def _background(phone: PhoneFacts, _now: datetime) -> Trouble | None:
    if phone.background_refresh not in {"denied", "restricted"}:
        return None
    is_ours = phone.background_refresh == "denied"
    return Trouble(
        code="background-off", severity=Severity.ODD,
        sentence=f"Background App Refresh is off on {phone.name}, so it sends only while the app "
        "is open.",
        cause="" if is_ours else "Screen Time or a profile of the phone's owner forbids it.",
        press=_REFRESH if is_ours else _OPEN, article=Article.BACKGROUND,
    )  # fmt: skip


def _low_power(phone: PhoneFacts, _now: datetime) -> Trouble | None:
    if not phone.low_power:
        return None
    return Trouble(
        code="low-power", severity=Severity.NATURAL,
        sentence=f"Low Power Mode is on, so {phone.name} sends later.",
        cause="The phone puts off what runs in the background until it is charged.",
        press=_OPEN, article=Article.BACKGROUND,
    )  # fmt: skip


def _asleep(phone: PhoneFacts, now: datetime) -> Trouble | None:
    seen = phone.seen_at
    is_explained = phone.background_refresh in {"denied", "restricted"} or phone.low_power
    if is_explained or phone.last_wake is None or seen is None or seen - phone.last_wake < _ASLEEP:
        return None
    return Trouble(
        code="asleep", severity=Severity.ODD,
        sentence=f"{phone.name} has not woken the app for {lasting(now - phone.last_wake)}.",
        cause="An app that was swiped away is not woken for new workouts until it is opened again.",
        press=Press("On the phone: open FitGlue, and leave it in the list of open apps."),
        article=Article.BACKGROUND,
    )  # fmt: skip


def _queue(phone: PhoneFacts, now: datetime) -> Trouble | None:
    waits = phone.seen_at is not None and now - phone.seen_at > _QUEUE_MOVES
    if not phone.queue_depth or not (waits or phone.queue_depth >= _LONG_QUEUE):
        return None
    return Trouble(
        code="queue", severity=Severity.ODD,
        sentence=f"{plural(phone.queue_depth, 'part')} of workouts waited on {phone.name} when it "
        "was last here.",
        cause="They are kept on the phone until this server has said that it has them.",
        press=_OPEN, article=Article.NOTHING_ARRIVES,
    )  # fmt: skip


def _error(phone: PhoneFacts, _now: datetime) -> Trouble | None:
    if not phone.last_error:
        return None
    code = _code(phone.last_error)
    if phone.platform == HEALTHKIT and code == _LOCKED:
        return _locked(phone)
    if phone.platform == HEALTHKIT and code in {_NO_ENTITLEMENT, _NOT_DETERMINED}:
        return Trouble(
            code="may-not-ask", severity=Severity.WRONG,
            sentence=f"Health turned FitGlue on {phone.name} away before it could read anything.",
            cause="The app has not asked yet, or this build of it lacks the right to use Health.",
            press=Press("On the phone: open FitGlue, allow access to Health, or update the app."),
            article=Article.NOTHING_ARRIVES,
        )  # fmt: skip
    return Trouble(
        code="error", severity=Severity.ODD,
        sentence=f"The last error of {phone.name}: {phone.last_error}",
        press=_OPEN, article=Article.NOTHING_ARRIVES,
    )  # fmt: skip


def _locked(phone: PhoneFacts) -> Trouble:
    return Trouble(
        code="locked", severity=Severity.NATURAL,
        sentence=f"{phone.name} was locked when it was woken for a workout.",
        cause="Health is encrypted while the phone is locked; the app reads on after unlocking.",
        press=Press("On the phone: unlock it."), article=Article.BACKGROUND,
    )  # fmt: skip


def _code(told: str) -> int | None:
    found = re.match(r"\D*?(\d+)", told)
    return int(found[1]) if found else None


_RULES: tuple[Rule, ...] = (
    _never_came, _never_asked, _nothing_seen, _silent, _background, _asleep, _error, _queue,
    _low_power,
)  # fmt: skip
