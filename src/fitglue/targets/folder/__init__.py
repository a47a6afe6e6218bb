"""Folder: a file per activity, under a name a person can read. Needs no account.

::

    choosing    what is asked of people: format and subfolder; and what a file is called
    elsewhere   the same for places beyond this machine, each of which is a target of its own:
    webdav, s3, dropbox
"""

from pathlib import Path, PurePosixPath

from fitglue.domain.activity import Activity
from fitglue.domain.errors import NeedsUser, Refused
from fitglue.domain.plugins import Ability, About, PluginKind, Receipt, TargetTools
from fitglue.durable_file import remove_durably, write_durably
from fitglue.targets.folder.choosing import FileSettings, content_of, path_of

ABOUT = About(
    id="folder",
    kind=PluginKind.TARGET,
    name="Folder on this machine",
    summary="Writes a FIT, GPX or TCX file for every activity into a folder on this machine.",
    description=(
        "Files are named by the activity's local date, time and title, and are replaced when the "
        "activity changes. FIT is the format that Garmin, Strava, Intervals.icu and most training "
        "software read."
    ),
    settings=FileSettings,
    abilities=frozenset({Ability.UPDATE, Ability.FIND, Ability.DELETE, Ability.KNOWS_AGAIN}),
)


class Folder:
    """Delivers into a folder; the file's path in there is the receipt's id."""

    about = ABOUT

    def deliver(self, activity: Activity, tools: TargetTools) -> Receipt:
        """Write the activity's file, over an earlier one of the same activity."""
        settings = _settings(tools)
        content, path = content_of(activity, settings), tools.output / path_of(activity, settings)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_durably(path, content)
        except OSError as problem:
            raise NeedsUser(
                f"The file could not be written to {path.parent}: {problem.strerror}.",
                "Make the folder writable or make room on the disk, then send again.",
            ) from problem
        return _receipt(path, tools)

    def update(self, activity: Activity, receipt: Receipt, tools: TargetTools) -> Receipt:
        """Write the file anew; one under an older name goes."""
        before = _place_of(receipt, tools)
        renewed = self.deliver(activity, tools)
        if before != tools.output / renewed.id:
            before.unlink(missing_ok=True)
        return renewed

    def find(self, activity: Activity, tools: TargetTools) -> Receipt | None:
        """Look whether the file is there."""
        path = tools.output / path_of(activity, _settings(tools))
        return _receipt(path, tools) if path.is_file() else None

    def delete(self, receipt: Receipt, tools: TargetTools) -> None:
        """Remove the file."""
        path = _place_of(receipt, tools)
        try:
            remove_durably(path)
        except OSError as problem:
            raise NeedsUser(
                f"The file could not be removed from {path.parent}: {problem.strerror}.",
                "Make the folder writable, then try again.",
            ) from problem


def _settings(tools: TargetTools) -> FileSettings:
    return FileSettings.model_validate(tools.settings.model_dump())


def _receipt(path: Path, tools: TargetTools) -> Receipt:
    return Receipt(path.relative_to(tools.output).as_posix(), str(path))


def _place_of(receipt: Receipt, tools: TargetTools) -> Path:
    """Find a file again. Those that 0.1 wrote are known by their names alone."""
    told = PurePosixPath(receipt.id)
    if told.is_absolute() or ".." in told.parts or "\\" in receipt.id or not told.parts:
        raise Refused("What was delivered is no file of this folder.", "Remove it yourself.")
    path, subfolder = tools.output / told, _settings(tools).subfolder
    if len(told.parts) > 1 or path.is_file() or "{" in subfolder:
        return path
    return tools.output / subfolder / told


plugin = Folder()
