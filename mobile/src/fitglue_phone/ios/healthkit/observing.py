"""Being woken: observers of workouts and of routes, with delivery in the background.

Routes have an observer of their own, as they come after their workout. HealthKit wants every
observer's completion to be called as soon as the data is safe; after three that were not it wakes
the app no more. So it is called whatever happens, and nothing here waits for a network.
"""

from collections.abc import Callable, Iterable

from fitglue_phone.core.ports import Kind
from fitglue_phone.ios.declared import BlockShape, Message, Object, Raw, Signed
from fitglue_phone.ios.healthkit import asking
from fitglue_phone.ios.healthkit.changes import TYPE_OF
from fitglue_phone.ios.objc import Answer, Completion, Held, pool, reported

_ALLOC = Message("+[HKObserverQuery alloc]")
_INIT = Message(
    "-[HKObserverQuery initWithSampleType:predicate:updateHandler:]",
    Object,
    (Object, Object, Object),
)
_UPDATE = BlockShape("v@@?@", of=f"{_INIT.owner} {_INIT.selector}", at=2)
_DELIVER = Message(
    "-[HKHealthStore enableBackgroundDeliveryForType:frequency:withCompletion:]",
    None,
    (Object, Signed, Object),
)
_DELIVERED = BlockShape("vZ@", of=f"{_DELIVER.owner} {_DELIVER.selector}", at=2)
_NO_MORE = Message("-[HKHealthStore disableAllBackgroundDeliveryWithCompletion:]", None, (Object,))
_ENDED = BlockShape("vZ@", of=f"{_NO_MORE.owner} {_NO_MORE.selector}", at=0)
_IMMEDIATE = Raw(1, "HKUpdateFrequency", "Immediate")

#: Gets the kind that changed. It may say `later()` to a completion, and call it itself.
Changed = Callable[[Kind, Completion], None]


class Observers:
    """The running observers of this process; they end with `stop`."""

    def __init__(
        self, changed: Changed, failed: Callable[[BaseException], None] = reported
    ) -> None:
        self._changed, self._failed = changed, failed
        self._running: list[Held] = []

    def start(self, kinds: Iterable[Kind] = tuple(Kind)) -> None:
        """Observe: at launch, before it is over. Nothing is waited for."""
        for kind in kinds:
            with pool():
                self._running.append(asking.run(self._query(kind)))
                _DELIVER(asking.store(), TYPE_OF[kind](), _IMMEDIATE, self._enabled())

    def stop(self) -> None:
        """Observe no more, and be woken no more: a person signed out. Raises HealthFailure."""
        answer: Answer[bool] = Answer()
        with pool():
            for one in self._running:
                asking.stopped(one)
            self._running.clear()
            _NO_MORE(asking.store(), _ENDED(_given_to(answer), answer.fail))
        answer.wait()

    def _query(self, kind: Kind) -> int:
        def update(_query: int, completion: Completion, error: int | None) -> None:
            asking.check(error)
            self._changed(kind, completion)

        made: int = _INIT(_ALLOC(), TYPE_OF[kind](), None, _UPDATE(update, self._failed))
        return made

    def _enabled(self) -> object:
        """Meet what became of background delivery; error 4 is an entitlement that is missing."""

        def enabled(_well: bool, error: int | None) -> None:  # noqa: FBT001 - a block's order
            asking.check(error)

        return _DELIVERED(enabled, self._failed)


def _given_to(answer: Answer[bool]) -> Callable[..., None]:
    def ended(well: bool, error: int | None) -> None:  # noqa: FBT001 - a block's order
        asking.check(error)
        answer.give(well)

    return ended
