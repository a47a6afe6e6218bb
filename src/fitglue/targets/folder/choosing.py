"""What people choose about files, wherever these go: their format, and the folders they are in."""

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, Field

from fitglue.domain.activity import Activity
from fitglue.domain.file_format import FormatKey
from fitglue.formats.files import FORMATS, file_name

_MOST_LONG = 200
#: A folder's name, with names in braces in it; none that is hidden, or leads upwards.
_FOLDER = re.compile(r"(?:\w|\{(?:year|month|day|sport)\})(?:[\w -]|\{(?:year|month|day|sport)\})*")


def _checked(subfolder: str) -> str:
    plain = subfolder.strip().strip("/")
    if plain and not all(_FOLDER.fullmatch(part) for part in plain.split("/")):
        raise ValueError(
            "Write names of letters, digits, spaces and hyphens, with / between; "
            "{year}, {month}, {day} and {sport} are filled in."
        )
    return plain


Subfolder = Annotated[str, Field(max_length=_MOST_LONG), AfterValidator(_checked)]
_SUBFOLDER = (
    "A folder inside, or several with / between. {year}, {month}, {day} and {sport} are filled in, "
    "as in {year}/{sport}. Empty for none."
)


class FileSettings(BaseModel):
    """Which files, and where."""

    format: Literal["fit", "gpx", "tcx"] = Field(
        default="fit",
        title="Format",
        description=(
            "FIT has everything that was recorded. GPX has the route, and there is none without "
            "one. TCX has laps, for older software."
        ),
        json_schema_extra={"labels": {"fit": "FIT", "gpx": "GPX", "tcx": "TCX"}},
    )
    subfolder: Subfolder = Field(default="", title="Subfolder", description=_SUBFOLDER)


class ElsewhereSettings(FileSettings):
    """Which files, and where: kept apart from what else is there."""

    subfolder: Subfolder = Field(
        default="Workouts/{year}", title="Subfolder", description=_SUBFOLDER
    )


def path_of(activity: Activity, settings: FileSettings) -> str:
    """Give where an activity's file goes, with / between folders: `2025/running/2025-07-14 …`."""
    name = file_name(activity, FORMATS[FormatKey(settings.format)].suffix)
    local = activity.workout.zone.local(activity.workout.start)
    words = {
        "{year}": f"{local:%Y}", "{month}": f"{local:%m}", "{day}": f"{local:%d}",
        "{sport}": re.sub(r"[^\w -]", " ", activity.workout.sport.label).strip(),
    }  # fmt: skip
    folder = re.sub(r"\{\w+\}", lambda found: words[found[0]], settings.subfolder)
    return f"{folder}/{name}" if folder else name


def content_of(activity: Activity, settings: FileSettings) -> bytes:
    """Write an activity's file; the same activity gives the same bytes. Raises Refused."""
    return FORMATS[FormatKey(settings.format)].encode(activity)
