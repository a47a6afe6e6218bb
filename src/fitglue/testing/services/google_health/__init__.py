"""A stand-in for Google Health: signing in, exercises with their TCX, heart rates by instant.

It answers as https://health.googleapis.com/$discovery/rest?version=v4 says: filters after
https://google.aip.dev/160, the newest point first, pages with tokens, int64 as strings, errors as
`google.rpc.Status`. `GoogleHealth.answer` is the service without a socket, it is an ASGI
application itself, and `connected` an account there. What it does is scripted by its fields. All
hosts of Google are one here: `/v4` is health.googleapis.com, `/o/oauth2/v2/auth` is
accounts.google.com, `/token` and `/revoke` are oauth2.googleapis.com.
"""

from fitglue.testing.services.google_health.account import GoogleHealthAccount
from fitglue.testing.services.google_health.answers import Reply, trouble
from fitglue.testing.services.google_health.exercises import Exercised, Split
from fitglue.testing.services.google_health.heart_rates import Beat
from fitglue.testing.services.google_health.service import IDENTITY, RECONCILE, GoogleHealth
from fitglue.testing.services.google_health.signing_in import (
    ACTIVITY,
    AUTHORIZE,
    EVERYTHING,
    LOCATION,
    METRICS,
    REVOKE_AT,
    TOKEN,
    TOKEN_AT,
    SigningIn,
)

__all__ = [
    "ACTIVITY",
    "AUTHORIZE",
    "EVERYTHING",
    "IDENTITY",
    "LOCATION",
    "METRICS",
    "RECONCILE",
    "REVOKE_AT",
    "TOKEN",
    "TOKEN_AT",
    "Beat",
    "Exercised",
    "GoogleHealth",
    "GoogleHealthAccount",
    "Reply",
    "SigningIn",
    "Split",
    "trouble",
]
