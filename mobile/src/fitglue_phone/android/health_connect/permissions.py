"""What the app asks Health Connect for, and what a person has allowed: Android tells.

Names are those of `android.health.connect.HealthPermissions` without their beginning. Some came
after Android 14, so what this phone does not know is neither asked for nor called missing.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, Protocol

from fitglue_phone.android.framework import THROWABLE, Class, text, texts

_CONTEXT = Class("android.content.Context")
_PACKAGES = Class("android.content.pm.PackageManager")
_MANAGER = Class("android.health.connect.HealthConnectManager")
_INTENT = Class("android.content.Intent")
_ROUTE = Class("android.health.connect.datatypes.ExerciseRoute")
_ACTIVITY = Class("android.app.Activity")
_PROCESSES = Class("android.app.ActivityManager")
_PROCESS = Class("android.app.ActivityManager$RunningAppProcessInfo")

BEGINNING: Final = "android.permission.health."
EXERCISE: Final = "READ_EXERCISE"
ROUTES: Final = "READ_EXERCISE_ROUTES"
BACKGROUND: Final = "READ_HEALTH_DATA_IN_BACKGROUND"
HISTORY: Final = "READ_HEALTH_DATA_HISTORY"
READ: Final = (
    EXERCISE, ROUTES, "READ_HEART_RATE", "READ_DISTANCE", "READ_SPEED", "READ_POWER", "READ_STEPS",
    "READ_ELEVATION_GAINED", "READ_ACTIVE_CALORIES_BURNED", "READ_TOTAL_CALORIES_BURNED",
    BACKGROUND, HISTORY,
)  # fmt: skip
WRITTEN: Final = (
    "WRITE_EXERCISE", "WRITE_EXERCISE_ROUTE", "WRITE_DISTANCE", "WRITE_ACTIVE_CALORIES_BURNED",
)  # fmt: skip


class Activities(Protocol):
    """What Toga's app on Android does for us: asks, and tells what came of it."""

    def request_permissions(
        self, permissions: Any, on_complete: Callable[[Any, Any], None]
    ) -> None:
        """Show the sheet for permissions."""
        ...

    def start_activity(self, activity: Any, *, on_complete: Callable[[int, Any], None]) -> None:
        """Show what another app shows, and tell its result."""
        ...


class Permissions:
    """What a person has allowed this app."""

    def __init__(self, context: Any) -> None:
        self._context = context

    def has(self, name: str) -> bool:
        """Tell whether something is allowed now."""
        given: int = self._context.checkSelfPermission(BEGINNING + name)
        return given == _PACKAGES.PERMISSION_GRANTED

    def known(self, names: Iterable[str]) -> list[str]:
        """Give those of some names that this phone knows."""
        packages = self._context.getPackageManager()
        return [name for name in names if _is_known(packages, BEGINNING + name)]

    def told(self) -> Mapping[str, bool]:
        """Give what is asked for, and whether it is allowed."""
        return {name: self.has(name) for name in self.known(READ)}

    def is_in_foreground(self) -> bool:
        """Tell whether the app is on the screen, as Health Connect counts it."""
        told = _PROCESS()
        _PROCESSES.getMyMemoryState(told)
        importance: int = told.importance
        return importance <= _PROCESS.IMPORTANCE_FOREGROUND

    def ask(
        self, activities: Activities, then: Callable[[], None], *, writing: bool = False
    ) -> None:
        """Show Health Connect's sheet, in the foreground; `then` is called when it is done."""
        names = self.known((*READ, *WRITTEN) if writing else READ)
        wanted = texts(*(BEGINNING + name for name in names))
        activities.request_permissions(wanted, lambda _names, _results: then())

    def ask_for_route(
        self, activities: Activities, session: str, then: Callable[[Any], None]
    ) -> None:
        """Ask a person for one workout's route, on the screen; `then` gets the route, or None.

        https://developer.android.com/health-and-fitness/guides/health-connect/develop/exercise-routes
        """
        intent = _INTENT(_MANAGER.ACTION_REQUEST_EXERCISE_ROUTE)
        intent.putExtra(_MANAGER.EXTRA_SESSION_ID, session.lower())

        def came(result: int, told: Any) -> None:
            given = result == _ACTIVITY.RESULT_OK and told is not None
            route = _MANAGER.EXTRA_EXERCISE_ROUTE
            then(told.getParcelableExtra(route, _ROUTE.itself) if given else None)

        activities.start_activity(intent, on_complete=came)

    def show_settings(self, activity: Any) -> None:
        """Open Health Connect where this app's permissions are."""
        intent = _INTENT(_MANAGER.ACTION_MANAGE_HEALTH_PERMISSIONS)
        intent.putExtra(_INTENT.EXTRA_PACKAGE_NAME, text(self._context.getPackageName()))
        activity.startActivity(intent)


def _is_known(packages: Any, permission: str) -> bool:
    try:
        packages.getPermissionInfo(permission, 0)
    except THROWABLE.itself:  # NameNotFoundException: Android's way to say no
        return False
    return True


def manager(context: Any) -> Any:
    """Give Health Connect, or nothing where this phone has none."""
    return context.getSystemService(_CONTEXT.HEALTHCONNECT_SERVICE)
