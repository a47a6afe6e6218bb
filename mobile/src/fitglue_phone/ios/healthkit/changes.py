"""What came and went since an anchor: pages of workouts and of routes, and of deletions."""

from collections.abc import Callable
from ctypes import byref, c_void_p
from dataclasses import dataclass
from typing import Final, TypeVar

from fitglue_phone.core.ports import AnchorInvalid, Changes, HealthFailure, Kind
from fitglue_phone.core.workout import RouteSeen
from fitglue_phone.ios import foundation
from fitglue_phone.ios.declared import BlockShape, Flag, Message, Object, Unsigned
from fitglue_phone.ios.healthkit import asking, workouts, writing
from fitglue_phone.ios.objc import Answer, class_pointer

_ALLOC = Message("+[HKAnchoredObjectQuery alloc]")
_INIT = Message(
    "-[HKAnchoredObjectQuery initWithType:predicate:anchor:limit:resultsHandler:]",
    Object,
    (Object, Object, Object, Unsigned, Object),
)
_RESULTS = BlockShape("v@@@@@", of=f"{_INIT.owner} {_INIT.selector}", at=4)
_ARCHIVED = Message(
    "+[NSKeyedArchiver archivedDataWithRootObject:requiringSecureCoding:error:]",
    Object,
    (Object, Flag, c_void_p),
)
_RESTORED = Message(
    "+[NSKeyedUnarchiver unarchivedObjectOfClass:fromData:error:]",
    Object,
    (Object, Object, c_void_p),
)
_GONE = Message("-[HKDeletedObject UUID]")

Value = TypeVar("Value")

TYPE_OF: Final = {Kind.WORKOUTS: asking.WORKOUT_TYPE, Kind.ROUTES: asking.ROUTE_TYPE}


def archived(anchor: int) -> bytes:
    """Turn an HKQueryAnchor into bytes that can be kept. Raises HealthFailure."""
    error = c_void_p()
    data = _ARCHIVED(anchor, True, byref(error))  # noqa: FBT003 - Objective-C names it
    asking.check(error.value)
    kept = foundation.content(data)
    if not kept:
        raise HealthFailure(0, "The place in Health could not be written down.")
    return kept


def restored(kept: bytes) -> int:
    """Make an HKQueryAnchor of bytes. Raises AnchorInvalid for bytes that are none."""
    error = c_void_p()
    data = foundation.ns_data(kept)
    found = _RESTORED(class_pointer("HKQueryAnchor"), data, byref(error))
    if not found:
        raise AnchorInvalid
    anchor: int = found
    return anchor


def changes(kind: Kind, anchor: bytes | None, limit: int) -> Changes:
    """Give a page of what changed since an anchor. Raises HealthFailure, AnchorInvalid among them.

    What we wrote ourselves is left out: it would come back as a new workout.
    """
    return since(TYPE_OF[kind](), anchor, limit, lambda page: _changes(kind, page))


def since(
    sample_type: int, anchor: bytes | None, limit: int, read: Callable[["Page"], Value]
) -> Value:
    """Read a page of what changed of a type. Raises HealthFailure, AnchorInvalid among them."""

    def make(answer: Answer[Value]) -> int:
        def came(
            _query: int, found: int | None, gone: int | None, new: int, error: int | None
        ) -> None:
            asking.check(error)
            answer.give(read(_page((found, gone, new), limit)))

        behind = restored(anchor) if anchor else None
        block = _RESULTS(came, answer.fail)
        made: int = _INIT(_ALLOC(), sample_type, None, behind, limit, block)
        return made

    return asking.asked(make)


@dataclass(frozen=True, slots=True)
class Page:
    """A page as HealthKit gives it; what came are addresses, for as long as its block lasts."""

    anchor: bytes
    came: list[int]
    deleted: tuple[str, ...]
    more: bool


def _page(told: tuple[int | None, int | None, int], limit: int) -> Page:
    came = list(foundation.items(told[0]))
    deleted = tuple(foundation.uuid_text(_GONE(one)) for one in foundation.items(told[1]))
    return Page(archived(told[2]), came, deleted, bool(limit) and len(came) + len(deleted) >= limit)


def _changes(kind: Kind, page: Page) -> Changes:
    theirs = [one for one in page.came if not writing.is_ours(one)]
    return Changes(
        anchor=page.anchor,
        workouts=tuple(map(workouts.workout, theirs)) if kind is Kind.WORKOUTS else (),
        routes=tuple(map(_route_seen, theirs)) if kind is Kind.ROUTES else (),
        deleted=page.deleted,
        more=page.more,
    )


def _route_seen(pointer: int) -> RouteSeen:
    start_s = foundation.seconds(workouts.START(pointer)) or 0.0
    return RouteSeen(
        workouts.uuid(pointer), start_s, foundation.seconds(workouts.END(pointer)) or start_s
    )
