"""What can be chosen of a drawn route."""

from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, BeforeValidator, Field

from fitglue.boosters.virtual_gps.loops import LOOPS
from fitglue.domain.errors import FitGlueError
from fitglue.domain.line_text import is_line_text, line_from, line_text
from fitglue.domain.spot import Spot
from fitglue.formats.gpx.lines import read_line

LoopId = Literal[
    "london", "nyc", "lyon", "paris", "munich", "berlin", "amsterdam", "tokyo", "singapore",
    "sydney", "saopaulo", "vancouver", "capetown",
]  # fmt: skip
Follow = Literal["loop", "file", "past"]
LOOP_IDS: tuple[str, ...] = get_args(LoopId)


def compact_line(given: Any) -> Any:
    """Turn the text of a GPX file into a compact line; one that is compact stays as it is.

    Raises ValueError, with a sentence, when there is no line in it.
    """
    if not isinstance(given, str) or not given.strip():
        return ""
    if is_line_text(given):
        line_from(given)
        return given
    try:
        return line_text(read_line(given.encode()))
    except FitGlueError as problem:
        raise ValueError(f"{problem.sentence} {problem.next_step}") from None


class VirtualGpsSettings(BaseModel):
    """Which line is followed, and how."""

    follow: Follow = Field(
        default="loop",
        title="Follow",
        description="Which line the route is drawn along.",
        json_schema_extra={
            "labels": {
                "loop": "A loop that comes with FitGlue",
                "file": "A GPX file of mine",
                "past": "My own past routes",
            }
        },
    )
    route: LoopId = Field(
        default="london",
        title="Loop",
        description="A loop in a park or along the water, drawn from general knowledge.",
        json_schema_extra={"labels": {loop.id: loop.label for loop in LOOPS.values()}},
    )
    location: str = Field(
        default="",
        max_length=100,
        title="Place",
        description="A city or country: the loop nearest to it is taken instead of the one above.",
    )
    file: Annotated[str, BeforeValidator(compact_line)] = Field(
        default="",
        max_length=60_000,
        title="GPX file",
        description="A track or a planned route; of a file with several, the longest.",
        json_schema_extra={"kind": "file", "accepts": [".gpx"]},
    )
    spot: Spot | None = Field(
        default=None,
        title="Start of my past routes",
        description="Only routes of yours that began in here are followed.",
    )
    distance_matching: bool = Field(
        default=True,
        title="As long as the activity",
        description=(
            "The way drawn is as long as the distance recorded, with laps where the line is too "
            "short. Switched off, it is the line once, from its beginning to its end."
        ),
    )
    vary: bool = Field(
        default=True,
        title="Every day another",
        description="Start somewhere else every day, and go round one way or the other.",
    )
    climb: bool = Field(
        default=False,
        title="Count its climb",
        description="Give the activity the ascent and descent of the line if it has none.",
    )
    mention: bool = Field(
        default=False,
        title="Mention it",
        description="Say in the description which line was followed.",
    )
    force: bool = Field(
        default=False,
        title="Replace a route",
        description=(
            "Draw over a route that is there: one drawn before, or one measured indoors. A route "
            "measured outdoors is never replaced."
        ),
    )

    @classmethod
    def file_in_words(cls, name: str, value: str) -> str:
        """Say which line is stored."""
        del name
        if not is_line_text(value):
            return "A file is stored."
        return f"A line of {line_from(value).length_m / 1000:.1f} km is stored."
