"""Permission: what is asked for, and what can be known about it.

Of reading HealthKit tells only whether the sheet was shown. Of writing it tells what was answered.
Asking raises an NSException, which ends the process, without a sentence in Info.plist or with
nothing to ask for; both are checked first.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from fitglue_phone.core.ports import NOT_AUTHORIZED, HealthFailure
from fitglue_phone.ios import foundation
from fitglue_phone.ios.declared import BlockShape, Message, Object, Raw, Signed
from fitglue_phone.ios.healthkit import asking, quantities
from fitglue_phone.ios.objc import Answer, pool

_REQUEST = Message(
    "-[HKHealthStore requestAuthorizationToShareTypes:readTypes:completion:]",
    None,
    (Object, Object, Object),
)
_REQUESTED = BlockShape("vZ@", of=f"{_REQUEST.owner} {_REQUEST.selector}", at=2)
_STATUS = Message(
    "-[HKHealthStore getRequestStatusForAuthorizationToShareTypes:readTypes:completion:]",
    None,
    (Object, Object, Object),
)
_TOLD = BlockShape("vq@", of=f"{_STATUS.owner} {_STATUS.selector}", at=2)
_MAY_SHARE = Message("-[HKHealthStore authorizationStatusForType:]", Signed, (Object,))
_BUNDLE = Message("+[NSBundle mainBundle]")
_PLIST = Message("-[NSBundle objectForInfoDictionaryKey:]", Object, (Object,))

SHARING_AUTHORIZED: Final = Raw(2, "HKAuthorizationStatus", "SharingAuthorized")
#: What is written back beside a workout and its route.
WRITTEN: Final = (
    "ActiveEnergyBurned", "DistanceWalkingRunning", "DistanceCycling", "DistanceSwimming",
    "HeartRate",
)  # fmt: skip
_SECONDS_FOR_A_PERSON: Final = 600.0


class NoUsageSentence(HealthFailure):
    """Info.plist does not say why: iOS would end the app for asking."""

    def __init__(self, key: str) -> None:
        super().__init__(NOT_AUTHORIZED, f"The app was built without {key} in Info.plist.")


def read_types(*, metrics: bool = False) -> list[int]:
    """Give all types that are read, as far as this iOS knows them; metrics where they are on."""
    names = [*quantities.QUANTITIES, *(quantities.METRICS if metrics else ())]
    known = filter(None, map(quantities.quantity_type, dict.fromkeys(names)))
    sleep = [asking.sleep_type()] if metrics else []
    return [asking.WORKOUT_TYPE(), asking.ROUTE_TYPE(), *known, *sleep]


def written_types() -> list[int]:
    """Give all types that are written back."""
    known = filter(None, map(quantities.quantity_type, WRITTEN))
    return [asking.WORKOUT_TYPE(), asking.ROUTE_TYPE(), *known]


def request_status(*, writing: bool = False, metrics: bool = False) -> int:
    """Tell whether the sheet has something to ask: 0 unknown, 1 yes, 2 it was shown already."""

    def send(answer: Answer[int], share: int | None, read: int) -> None:
        def told(status: int, error: int | None) -> None:
            asking.check(error)
            answer.give(status)

        _STATUS(asking.store(), share, read, _TOLD(told, answer.fail))

    with pool():
        answer: Answer[int] = Answer()
        send(answer, *_sets(writing=writing, metrics=metrics))
        return answer.wait()


def request(*, writing: bool = False, metrics: bool = False) -> None:
    """Show the sheet, and wait until a person is done with it. Raises HealthFailure.

    That it returns says nothing of what was allowed to be read.
    """
    _check_usage("NSHealthShareUsageDescription")
    if writing:
        _check_usage("NSHealthUpdateUsageDescription")
    answer: Answer[bool] = Answer()

    def done(processed: bool, error: int | None) -> None:  # noqa: FBT001 - a block's order
        asking.check(error)
        answer.give(processed)

    with pool():
        share, read = _sets(writing=writing, metrics=metrics)
        _REQUEST(asking.store(), share, read, _REQUESTED(done, answer.fail))
    answer.wait(_SECONDS_FOR_A_PERSON)


def check_sharing(types: Iterable[int]) -> None:
    """Make sure that types may be written. Raises HealthFailure."""
    for one in types:
        if _MAY_SHARE(asking.store(), one) != SHARING_AUTHORIZED:
            name = quantities.name_of(one)
            raise HealthFailure(
                NOT_AUTHORIZED, f"Writing {name} is off: Settings, Health, FitGlue turns it on."
            )


def _sets(*, writing: bool, metrics: bool) -> tuple[int | None, int]:
    share = foundation.ns_set(written_types()) if writing else None
    return share, _filled(read_types(metrics=metrics))


def _filled(types: Sequence[int]) -> int:
    if not types:
        raise HealthFailure(asking.UNAVAILABLE, "This iOS knows none of the types to read.")
    return foundation.ns_set(types)


def _check_usage(key: str) -> None:
    with pool():
        if not foundation.text(_PLIST(_BUNDLE(), foundation.ns_text(key))).strip():
            raise NoUsageSentence(key)
