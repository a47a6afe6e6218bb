"""What the screens ask of a platform beside the engine: made once for each."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Around:
    """The rest of a phone; all but one are called on the app's own thread.

    `ask_health` shows the system's own question and waits for it, away from that thread; it raises
    HealthFailure. `share` is missing where a platform has nothing to share with.
    """

    open_address: Callable[[str], object]
    open_settings: Callable[[], object]
    ask_health: Callable[[], object]
    share: Callable[[str], object] | None = None
