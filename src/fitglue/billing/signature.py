"""Whether an event was signed by Stripe: https://docs.stripe.com/webhooks#verify-manually."""

import hashlib
import hmac

from fitglue.domain.errors import Refused

_TOLERANCE_S = 300


def check(header: str, body: bytes, secret: str, now_s: float) -> None:
    """Hold a Stripe-Signature against the bytes that came with it. Raises Refused.

    `now_s` counts seconds since 1970; a signature of more than five minutes ago, or ahead, is worth
    nothing, so that what somebody recorded cannot be sent again.
    """
    parts = [part.strip().partition("=") for part in header.split(",")]
    times = [value for name, _, value in parts if name == "t" and value.isascii()]
    if len(times) != 1 or not times[0].isdigit():
        raise _refused("it has no time")
    if abs(now_s - int(times[0])) > _TOLERANCE_S:
        raise _refused("it is too old")
    right = hmac.new(secret.encode(), times[0].encode() + b"." + body, hashlib.sha256).hexdigest()
    # While a secret is being changed there is a signature by each of the two.
    given = [value for name, _, value in parts if name == "v1"]
    if not any([hmac.compare_digest(right.encode(), one.encode()) for one in given]):  # noqa: C419 - all are compared, whichever is right
        raise _refused("the secret is another")


def _refused(why: str) -> Refused:
    return Refused(
        f"This is not signed as Stripe signs: {why}.",
        "Compare FITGLUE_STRIPE_WEBHOOK_SECRET with Stripe's page of this webhook, and the clock.",
    )
