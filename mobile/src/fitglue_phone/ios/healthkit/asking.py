"""Questions to the health store: a query is made, run, waited for, and its errors are named."""

from collections.abc import Callable
from functools import cache
from typing import Any, Final, TypeVar

from fitglue_phone.core.ports import LOCKED, HealthFailure, Locked
from fitglue_phone.core.workout import Workout
from fitglue_phone.ios import foundation, objc
from fitglue_phone.ios.declared import BlockShape, Flag, Message, Object, Raw, Symbol, Unsigned
from fitglue_phone.ios.objc import Answer, Held

_IS_AVAILABLE = Message("+[HKHealthStore isHealthDataAvailable]", Flag)
_NEW_STORE = Message("+[HKHealthStore new]")
_EXECUTE = Message("-[HKHealthStore executeQuery:]", None, (Object,))
_STOP = Message("-[HKHealthStore stopQuery:]", None, (Object,))
WORKOUT_TYPE: Final = Message("+[HKObjectType workoutType]")
ROUTE_TYPE: Final = Message("+[HKSeriesType workoutRouteType]")
OF_WORKOUT: Final = Message("+[HKQuery predicateForObjectsFromWorkout:]", Object, (Object,))
WITH_UUID: Final = Message("+[HKQuery predicateForObjectWithUUID:]", Object, (Object,))
BETWEEN: Final = Message(
    "+[HKQuery predicateForSamplesWithStartDate:endDate:options:]",
    Object,
    (Object, Object, Unsigned),
)
STRICT_START: Final = Raw(1, "HKQueryOptions", "StrictStartDate")
_CATEGORY = Message("+[HKObjectType categoryTypeForIdentifier:]", Object, (Object,))
_SLEEP = Symbol("HealthKit", "HKCategoryTypeIdentifierSleepAnalysis")
_ALLOC = Message("+[HKSampleQuery alloc]")
_INIT = Message(
    "-[HKSampleQuery initWithSampleType:predicate:limit:sortDescriptors:resultsHandler:]",
    Object,
    (Object, Object, Unsigned, Object, Object),
)
_RESULTS = BlockShape("v@@@", of=f"{_INIT.owner} {_INIT.selector}", at=4)

NO_LIMIT: Final = Raw(0, "", "HKObjectQueryNoLimit")
_DATABASE_INACCESSIBLE = Raw(6, "HKErrorCode", "ErrorDatabaseInaccessible")
NO_DATA: Final = Raw(11, "HKErrorCode", "ErrorNoData")
UNAVAILABLE: Final = Raw(1, "HKErrorCode", "ErrorHealthDataUnavailable")

Value = TypeVar("Value")


def sleep_type() -> int:
    """Give the type of sleep, which every iOS knows."""
    found: int = _CATEGORY(_SLEEP.value)
    return found


def is_available() -> bool:
    """Tell whether this device has Health at all."""
    return bool(_IS_AVAILABLE())


@cache
def _store() -> Held:
    return Held(_NEW_STORE(), owned=True)


def store() -> int:
    """Give the one HKHealthStore of this process."""
    return _store().pointer


def check(error: int | None) -> None:
    """Raise what an NSError says: Locked, or a HealthFailure with its code."""
    if not error:
        return
    domain, code = foundation.error_code(error)
    if code == LOCKED:
        raise Locked
    raise HealthFailure(code, f"Health answered with error {code} of {domain}.")


def asked(make: Callable[[Answer[Value]], int], seconds: float = 25.0) -> Value:
    """Run a query that `make` made for an answer, and wait for it. Raises HealthFailure."""
    answer: Answer[Value] = Answer()
    query = Held(make(answer), owned=True)
    _EXECUTE(store(), query.pointer)
    try:
        return answer.wait(seconds)
    except objc.TookTooLong as late:
        raise HealthFailure(0, str(late)) from late
    finally:
        _STOP(store(), query.pointer)


def run(query: int) -> Held:
    """Run a query that goes on; whoever has what comes back keeps it alive."""
    _EXECUTE(store(), query)
    return Held(query, owned=True)


def stopped(query: Held) -> None:
    """Stop a query that goes on."""
    _STOP(store(), query.pointer)


def samples(sample_type: int, predicate: Any, limit: int = NO_LIMIT) -> list[Held]:
    """Give the samples that fit. Raises HealthFailure."""

    def make(answer: Answer[list[Held]]) -> int:
        def came(_query: int, found: int | None, error: int | None) -> None:
            check(error)
            answer.give([Held(one) for one in foundation.items(found)])

        block = _RESULTS(came, answer.fail)
        made: int = _INIT(_ALLOC(), sample_type, predicate, limit, None, block)
        return made

    return asked(make)


def workout_object(uuid: str) -> Held | None:
    """Give the HKWorkout with a UUID. Raises HealthFailure."""
    found = samples(WORKOUT_TYPE(), WITH_UUID(foundation.ns_uuid(uuid)), 1)
    return found[0] if found else None


def of_workout(workout: Workout) -> int | None:
    """Give the predicate for what is associated with a workout, if that is still there."""
    found = workout_object(workout.uuid)
    predicate: int | None = OF_WORKOUT(found.pointer) if found else None
    return predicate
