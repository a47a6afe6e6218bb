"""Lives of the app without a screen, each a process of its own that kills itself at a moment.

Reads a line of JSON for each life, `[moment, hit, arguments]`, and writes one when it is over:
`[status, what it printed]`, the status as `subprocess` gives it. A life is forked from here, where
everything was imported and nothing was begun: so it costs what it does, not what Python's start
does.
"""

import json
import os
import signal
import sys
import tempfile
from collections.abc import Sequence

from fitglue_phone.core import batches, moments
from fitglue_phone.desktop.running import main


def die_at(moment: str, hit: int) -> None:
    """Kill this process when the moment comes for the `hit`-th time."""
    left = [hit]

    def pass_by(passing: str) -> None:
        if passing == moment:
            left[0] -= 1
            if left[0] <= 0:
                os.kill(os.getpid(), signal.SIGKILL)

    moments.watch(pass_by)


def lives(moment: str, hit: int, arguments: Sequence[str]) -> tuple[int, str]:
    """Live once, in a process of its own."""
    with tempfile.TemporaryFile() as printed:
        child = os.fork()
        if child == 0:
            os.dup2(printed.fileno(), 1)
            os.dup2(printed.fileno(), 2)
            die_at(moment, hit)
            sys.exit(main(arguments))
        _, status = os.waitpid(child, 0)
        printed.seek(0)
        return os.waitstatus_to_exitcode(status), printed.read().decode()


if __name__ == "__main__":
    batches.MOST_ITEMS = 20  # so that there are several
    for line in sys.stdin:
        print(json.dumps(lives(*json.loads(line))), flush=True)  # noqa: T201 - our answer
