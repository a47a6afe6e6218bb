"""Webhook: workouts that a program of one's own posts, in FitGlue's own schema."""

from pathlib import Path

from fitglue.domain.arrival import Reading, SourceTools
from fitglue.domain.errors import NotAWorkout
from fitglue.domain.plugins import About, PluginKind

ABOUT = About(
    id="webhook",
    kind=PluginKind.SOURCE,
    name="Webhook",
    summary="Workouts that a program of yours posts to this FitGlue.",
    description=(
        "A program posts a workout as JSON, with its figures, its way and what was measured, in a "
        "schema that FitGlue ships. It proves who it is by a token, or signs each event as "
        "Standard Webhooks. Connect it under Settings, Phones. There are no files to import."
    ),
)


class Webhook:
    """The source of everything that programs post in FitGlue's schema."""

    about = ABOUT

    def recognises(self, path: Path, name: str) -> bool:  # noqa: ARG002 - it knows no files
        """Leave every file to others."""
        return False

    def read(self, path: Path, tools: SourceTools) -> Reading:  # noqa: ARG002 - it reads no files
        """Raise NotAWorkout: events are posted, not read from files."""
        raise NotAWorkout("Webhooks have no files.", "Post the event to FitGlue.")


plugin = Webhook()
