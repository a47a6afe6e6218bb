"""Apps that post workouts to an address that a person typed into them."""

from enum import StrEnum


class SendingApp(StrEnum):
    """One of them."""

    HEALTH_AUTO_EXPORT = "health_auto_export"
    SHORTCUT = "shortcut"
    WEBHOOK = "webhook"

    @property
    def label(self) -> str:
        """Give the name that people know it by."""
        return _LABELS[self]


_LABELS = {
    SendingApp.HEALTH_AUTO_EXPORT: "Health Auto Export",
    SendingApp.SHORTCUT: "Shortcut",
    SendingApp.WEBHOOK: "Webhook",
}
