"""Every error FitGlue raises on purpose.

::

    FitGlueError                 a sentence for a person, and what to do next
    ├── Unreadable               the bytes are the problem: never retried
    │   ├── NotAWorkout          a file of another kind
    │   ├── Damaged              the right kind, broken
    │   ├── TooBig               over a limit that keeps the server healthy
    │   └── Hostile              made to do harm, or looks exactly like it
    ├── Conflict                 it contradicts what was taken under the same name
    ├── Delivery                 a target did not take an activity
    │   ├── Transient            try again, after `retry_after_s` when the target said so
    │   │   └── Paced            we ask no faster: nothing is wrong
    │   ├── Refused              the target will never take this as it is
    │   │   ├── Gone             what was asked for is not there, or somebody else's
    │   │   └── Withdrawn        its owner took it back there, and it stays so
    │   ├── NeedsUser            a person has to press something first
    │   └── Unknown              it may have arrived: ask `find` before anything else
    │       └── Processing       it arrived, and the target works on it
    ├── Denied                   this person may not, or not this way
    │   ├── Stranger             nobody we know: no session or token that works
    │   └── TooManyTries         not now; again after `retry_after_s`
    ├── Misconfigured            a setting or the machine stands in the way
    │   └── DiskFull             no room left
    └── Bug                      ours
"""

#: Signs that no text has, and that PostgreSQL does not keep: services' words may have any.
_CONTROL = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 127])


class FitGlueError(Exception):
    """Carries `sentence` (what is wrong) and `next_step` (what to do), both for a person.

    Control characters in them are left out.
    """

    default_next_step = "Try again; if it happens twice, please report it."

    def __init__(self, sentence: str, next_step: str = "") -> None:
        self.sentence = sentence.translate(_CONTROL)
        super().__init__(self.sentence)
        self.next_step = next_step.translate(_CONTROL) or self.default_next_step


class Unreadable(FitGlueError):
    """The bytes cannot become workouts, today or ever."""

    default_next_step = "Choose another file."


class NotAWorkout(Unreadable):
    """A file of another kind than any we read."""


class Damaged(Unreadable):
    """The right kind of file, but broken or cut short."""

    default_next_step = "Make or download the file again; this copy is incomplete."


class TooBig(Unreadable):
    """Larger than a limit allows."""


class Hostile(Unreadable):
    """Built like an attack: a bomb, a path out of its folder, an entity."""

    default_next_step = "Do not open this file; export a fresh one from your own device."


class Conflict(FitGlueError):
    """It contradicts what was taken under the same name before; nothing was changed."""

    default_next_step = "Send it under another name."


class Delivery(FitGlueError):
    """A target did not take an activity; `retry_after_s` is the target's own word for when."""

    def __init__(
        self, sentence: str, next_step: str = "", *, retry_after_s: float | None = None
    ) -> None:
        super().__init__(sentence, next_step)
        self.retry_after_s = retry_after_s


class Transient(Delivery):
    """It may work later."""

    default_next_step = "Nothing: FitGlue tries again by itself."


class Paced(Transient):
    """It was not asked yet, for it is asked no faster than it allows."""


class Refused(Delivery):
    """The target will not take this activity as it is."""

    default_next_step = "Change the activity or leave this target out for it."


class Gone(Refused):
    """What was asked for is not there; another's is as absent as one that never was."""

    default_next_step = "It may have been deleted; go back and look again."


class Withdrawn(Refused):
    """Its owner took it back there; only they can send it again."""

    default_next_step = "Press “Send again” if it should be there after all."


class NeedsUser(Delivery):
    """A person has to do something; `next_step` names the button."""


class Unknown(Delivery):
    """Sent, and no answer came back: only the target can tell."""

    default_next_step = "Nothing: FitGlue asks the target before it sends anything again."


class Processing(Unknown):
    """Taken, and being worked on: the next try is given `ticket`, and asks how far it is."""

    def __init__(self, sentence: str, *, ticket: str) -> None:
        super().__init__(sentence)
        self.ticket = ticket


class Denied(FitGlueError):
    """Not for this person, or not this way."""

    default_next_step = "Ask an admin of this FitGlue."


class Stranger(Denied):
    """Nobody we know: it came without a session or token that works."""

    default_next_step = "Sign in and try again."


class TooManyTries(Denied):
    """Tried too often; it may be tried again after `retry_after_s` seconds."""

    def __init__(self, sentence: str, next_step: str = "", *, retry_after_s: int) -> None:
        super().__init__(sentence, next_step)
        self.retry_after_s = retry_after_s


class Misconfigured(FitGlueError):
    """A setting, a folder or a port stands in the way."""

    default_next_step = "Change the setting that the sentence names and start again."


class DiskFull(Misconfigured):
    """There is no room to keep something; what was kept before is whole."""

    default_next_step = "Make room on the server's disk, then send it again."

    @classmethod
    def at(cls, place: object) -> "DiskFull":
        """Name the place that is full."""
        return cls(f"There is no room left in {place}.")


class Bug(FitGlueError):
    """A mistake of ours that we noticed ourselves."""

    default_next_step = "Please report it with the sentence above; your data is kept."
