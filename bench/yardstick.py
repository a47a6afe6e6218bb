"""How fast this machine is in these minutes, for targets that were set on another one.

Garmin's encoder took 257 ms for two hours there, and no part of it is ours: what it takes beside a
bench tells what that bench could reach here.
"""

import statistics

import fit_encode
from fitglue.formats.fit import encode_activity

_THERE_MS = 257.0
_SECONDS = 7_200
_ROUNDS = 3


class Yardstick:
    """Garmin's encoder: laid on when made, and once more when it is read."""

    def __init__(self) -> None:
        self._content = encode_activity(fit_encode.ride(_SECONDS))
        self._before_ms = fit_encode.garmin(self._content, _ROUNDS)

    def read(self) -> dict[str, object]:
        """Give its median before and after, and how many times slower that is than there."""
        after_ms = fit_encode.garmin(self._content, _ROUNDS)
        median_ms = statistics.median([*self._before_ms, *after_ms])
        return {
            "garmin_encodes_2_h_ms": round(median_ms),
            "slower_than_where_targets_were_set": round(median_ms / _THERE_MS, 2),
        }
