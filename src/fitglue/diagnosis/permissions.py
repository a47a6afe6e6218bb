"""What a phone with Health Connect may not read. Health Connect tells, so it is said directly.

Names of permissions are those of `android.health.connect.HealthPermissions`, without the prefix
`android.permission.health.`.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from fitglue.diagnosis.facts import HEALTH_CONNECT, PhoneFacts
from fitglue.diagnosis.trouble import Article, Press, Severity, Trouble


@dataclass(frozen=True, slots=True)
class _Permission:
    label: str  # as Android shows it
    severity: Severity
    without_it: str


_PERMISSIONS = {
    "READ_EXERCISE": _Permission("Exercise", Severity.WRONG, "no workout can be sent"),
    "READ_EXERCISE_ROUTES": _Permission("Exercise routes", Severity.ODD, "workouts have no map"),
    "READ_HEART_RATE": _Permission("Heart rate", Severity.ODD, "workouts have no heart rate"),
    "READ_DISTANCE": _Permission("Distance", Severity.ODD, "workouts have no distance"),
    "READ_HEALTH_DATA_IN_BACKGROUND": _Permission(
        "Access in the background", Severity.ODD, "it sends only while the app is open"
    ),
    "READ_HEALTH_DATA_HISTORY": _Permission(
        "Past data", Severity.NATURAL, "workouts from before the last 30 days stay on the phone"
    ),
}


def permissions(phone: PhoneFacts) -> Iterator[Trouble]:
    """Say what is denied, and what follows from it."""
    if phone.platform != HEALTH_CONNECT:
        return
    for name, one in _PERMISSIONS.items():
        if phone.permissions.get(name) is False:
            yield _denied(phone, name, one)


def _denied(phone: PhoneFacts, name: str, one: _Permission) -> Trouble:
    return Trouble(
        code=f"denied-{name.lower().replace('_', '-')}",
        severity=one.severity,
        sentence=f"“{one.label}” is not allowed on {phone.name}: {one.without_it}.",
        cause="Health Connect says that this permission is off.",
        press=Press(
            "On the phone: Settings → Health Connect → App permissions → FitGlue: "
            f"allow “{one.label}”."
        ),
        article=Article.HEALTH_CONNECT,
    )
