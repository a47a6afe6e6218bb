"""Proves that bytes are a FIT activity file as the big readers want it.

Two independent decoders read it, Garmin's own and fitdecode, and have to agree; then the
messages have to tell one consistent story: https://developer.garmin.com/fit/file-types/activity/.
Needs the packages `garmin-fit-sdk` and `fitdecode`, which are for tests only.
"""

from fitglue.testing.fit_checker.decoding import DecodedFit, NotAsPromised, decoded_fit
from fitglue.testing.fit_checker.developer import DEVELOPER_RULES
from fitglue.testing.fit_checker.exercises import EXERCISE_RULES
from fitglue.testing.fit_checker.presence import missing
from fitglue.testing.fit_checker.rules import RULES
from fitglue.testing.fit_checker.swimming import SWIM_RULES

__all__ = ["DecodedFit", "NotAsPromised", "check_fit", "decoded_fit"]


def check_fit(content: bytes) -> DecodedFit:
    """Decode a FIT activity file with both decoders. Raises NotAsPromised for any broken rule."""
    decoded = decoded_fit(content)
    broken = list(missing(decoded))
    if not broken:
        rules = (*RULES, *SWIM_RULES, *EXERCISE_RULES, *DEVELOPER_RULES)
        broken = [sentence for rule in rules for sentence in rule(decoded)]
    if broken:
        raise NotAsPromised("\n".join(broken))
    return decoded
