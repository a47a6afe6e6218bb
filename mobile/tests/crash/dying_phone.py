"""The app without a screen, as a process that kills itself at a moment: `MOMENT HIT ARGUMENTS…`."""

import os
import signal
import sys

from fitglue_phone.core import moments
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


if __name__ == "__main__":
    die_at(sys.argv[1], int(sys.argv[2]))
    sys.exit(main(sys.argv[3:]))
