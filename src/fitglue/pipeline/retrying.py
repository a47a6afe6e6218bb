"""When to try again: policy as data.

The steps are those that webhook services have settled on, over three days:
https://docs.svix.com/retries
"""

import random

from fitglue.domain.errors import Delivery, Refused, Transient, Unknown
from fitglue.domain.ledger import Retry

_STEPS_S = (5, 30, 120, 600, 1800, 7200, 5 * 3600, 10 * 3600, 10 * 3600, 24 * 3600, 24 * 3600)
_JITTER = 0.2


def decision(problem: Delivery, tries: int) -> Retry | None:
    """Say when a delivery is tried again after its `tries`-th failure in a row; none: not at all.

    A target's own word for when is kept, whatever the steps say.
    """
    if not isinstance(problem, Transient | Unknown) or tries > len(_STEPS_S):
        return None
    if problem.retry_after_s is not None:
        return Retry(max(problem.retry_after_s, 0.0))
    return Retry(_STEPS_S[max(tries, 1) - 1] * random.uniform(1 - _JITTER, 1 + _JITTER))  # noqa: S311 - spreads load, guards nothing


def given_up(problem: Delivery) -> Refused:
    """Say that FitGlue has stopped trying."""
    return Refused(
        f"FitGlue tried for three days. The last answer was: {problem.sentence}",
        "Press “Send again” when the service works.",
    )
