"""Folder: a FIT file per activity, under a name a person can read. Needs no account."""

from pathlib import Path

from pydantic import BaseModel, Field

from fitglue.domain.activity import Activity
from fitglue.domain.errors import NeedsUser, Refused
from fitglue.domain.plugins import Ability, About, PluginKind, Receipt, TargetTools
from fitglue.durable_file import remove_durably, write_durably
from fitglue.formats.files import file_name
from fitglue.formats.fit import encode_activity


class FolderSettings(BaseModel):
    """Where the files go."""

    subfolder: str = Field(
        default="",
        title="Subfolder",
        description="A folder inside the output folder; empty for the output folder itself.",
        pattern=r"^(\w[\w -]*)?$",
    )


ABOUT = About(
    id="folder",
    kind=PluginKind.TARGET,
    name="Folder",
    summary="Writes a FIT file for every activity into a folder on this machine.",
    description=(
        "Files are named by the activity's local date, time and title, and are replaced when the "
        "activity changes. FIT is the format that Garmin, Strava, Intervals.icu and most training "
        "software read."
    ),
    settings=FolderSettings,
    abilities=frozenset({Ability.UPDATE, Ability.FIND, Ability.DELETE}),
)


class Folder:
    """Delivers into a folder; the file's name is the receipt's id."""

    about = ABOUT

    def deliver(self, activity: Activity, tools: TargetTools) -> Receipt:
        """Write the activity's file, over an earlier one of the same activity."""
        path = _folder(tools) / file_name(activity)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_durably(path, encode_activity(activity))
        except OSError as problem:
            raise NeedsUser(
                f"The file could not be written to {path.parent}: {problem.strerror}.",
                "Make the folder writable or make room on the disk, then send again.",
            ) from problem
        return _receipt(path)

    def update(self, activity: Activity, receipt: Receipt, tools: TargetTools) -> Receipt:
        """Write the file anew; one under an older name goes."""
        renewed = self.deliver(activity, tools)
        if renewed.id != receipt.id:
            (_folder(tools) / receipt.id).unlink(missing_ok=True)
        return renewed

    def find(self, activity: Activity, tools: TargetTools) -> Receipt | None:
        """Look whether the file is there."""
        path = _folder(tools) / file_name(activity)
        return _receipt(path) if path.is_file() else None

    def delete(self, receipt: Receipt, tools: TargetTools) -> None:
        """Remove the file."""
        if Path(receipt.id).name != receipt.id:
            raise Refused("What was delivered is no file of this folder.", "Remove it yourself.")
        path = _folder(tools) / receipt.id
        try:
            remove_durably(path)
        except OSError as problem:
            raise NeedsUser(
                f"The file could not be removed from {path.parent}: {problem.strerror}.",
                "Make the folder writable, then try again.",
            ) from problem


def _folder(tools: TargetTools) -> Path:
    settings = FolderSettings.model_validate(tools.settings.model_dump())
    return tools.output / settings.subfolder


def _receipt(path: Path) -> Receipt:
    return Receipt(path.name, str(path))


plugin = Folder()
