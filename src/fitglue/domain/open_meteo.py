"""How Open-Meteo is asked: within its free share, and again later when it does not answer.

https://open-meteo.com/en/terms: 600 calls a minute, 5 000 an hour and 10 000 a day for an address,
for purposes that are not commercial.
"""

from fitglue.domain.pace import Window

#: Half of what it allows: others may ask from the same address.
PACE = (Window(300, 60.0), Window(2_500, 3_600.0), Window(5_000, 86_400.0))

_LOOK_AGAIN_S = (900.0, 3_600.0, 6 * 3_600.0, 24 * 3_600.0)


def look_again_s(attempt: int) -> float:
    """Give how long to wait after a silent try, longer each time; 0 lets it be after four."""
    return _LOOK_AGAIN_S[attempt - 1] if attempt <= len(_LOOK_AGAIN_S) else 0.0
