"""The core's writer, made of HealthKit: what is there of ours is found by its mark."""

from typing import Final

from fitglue_phone.core.boosted import OURS, Boosted, Written
from fitglue_phone.core.ports import HealthFailure
from fitglue_phone.ios import foundation
from fitglue_phone.ios.healthkit import asking, authorization, quantities, workouts, writing
from fitglue_phone.ios.objc import Held, pool

_DAY_S: Final = 86400.0  # a workout that was trimmed or corrected began at another time
_VERSION: Final = "HKSyncVersion"


class HealthKitWriting:
    """Implements `HealthWriter`. Each method waits for HealthKit: never on the app's own thread."""

    def may_write(self) -> bool:
        """Tell whether workouts and routes may be written, which HealthKit says."""
        with pool():
            try:
                authorization.check_sharing([asking.WORKOUT_TYPE(), asking.ROUTE_TYPE()])
            except HealthFailure:
                return False
        return True

    def written(self, delivery: str, start_s: float, end_s: float) -> Written | None:
        """Give the newest version that is there. Raises HealthFailure."""
        with pool():
            begin = foundation.ns_date(start_s - _DAY_S)
            around = asking.BETWEEN(begin, foundation.ns_date(end_s + _DAY_S), 0)
            found = asking.samples(asking.WORKOUT_TYPE(), around)
            ours = [told for one in found if (told := _told(one, delivery)) is not None]
        return max(ours, key=lambda one: one.version, default=None)

    def write(self, boosted: Boosted) -> str:
        """Write a workout and its route; HealthKit drops the earlier version."""
        return writing.write(boosted)

    def add_route(self, workout_uuid: str, boosted: Boosted) -> None:
        """Add the route of a workout of ours. Raises HealthFailure."""
        writing.add_route(workout_uuid, boosted)


def _told(one: Held, delivery: str) -> Written | None:
    metadata = quantities.metadata(workouts.METADATA(one.pointer))
    if metadata.get(OURS) != delivery:
        return None
    version = metadata.get(_VERSION)
    routes = asking.samples(asking.ROUTE_TYPE(), asking.OF_WORKOUT(one.pointer), 1)
    is_number = isinstance(version, int | float)
    return Written(workouts.uuid(one.pointer), int(version) if is_number else 0, bool(routes))
