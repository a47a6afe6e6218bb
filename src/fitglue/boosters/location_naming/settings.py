"""What Location Naming can be asked to do."""

from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field

from fitglue.domain import placeholders, template

#: What can be filled in besides what every title can have.
OWN = {
    "town": "the town, whatever the option *How exact* says",
    "neighbourhood": "the park or neighbourhood, where OpenStreetMap is asked and knows one",
    "through": "the towns along the way",
    "countries": "the countries along the way",
    "light": "Sunrise, Sunset, Dawn, Dusk or Night; nothing by day",
}
NAMES = (*placeholders.NAMES, *OWN)


class Mode(StrEnum):
    """Where the place is written."""

    TITLE = "title"
    SUFFIX = "suffix"
    DESCRIPTION = "description"
    BOTH = "both"


class Spoken(StrEnum):
    """How exactly a place is named."""

    NEIGHBOURHOOD = "neighbourhood"
    TOWN = "city"
    FULL = "full"


class Where(StrEnum):
    """Which part of the way gives the place."""

    MOST = "most"
    START = "start"
    END = "end"


class TimeContext(StrEnum):
    """What `{time_of_day}` goes by."""

    NONE = "none"
    SOLAR = "solar"


def _checked(pattern: str) -> str:
    return template.checked(pattern, NAMES)


Pattern = Annotated[str, Field(min_length=1, max_length=500), AfterValidator(_checked)]


class LocationNamingSettings(BaseModel):
    """Where the place is written, in which words, and who is asked for its name."""

    mode: Mode = Field(
        default=Mode.TITLE,
        title="Write it into",
        description="Where the place goes. Added to the title, the title so far stays in front.",
        json_schema_extra={
            "labels": {
                "title": "a new title",
                "suffix": "the end of the title",
                "description": "the description",
                "both": "a new title and the description",
            }
        },
    )
    title_template: Pattern = Field(
        default="{sport} in {place}",
        title="Title",
        description=(
            "Names in braces are filled in: {sport}, {place}, {region}, {country}, {time_of_day}, "
            "{distance} and more. What stands in [square brackets] goes when a name in it has "
            "nothing to say."
        ),
    )
    point_to_point: bool = Field(
        default=True,
        title="Both ends of a way",
        description="A way from one town to another gets a title of its own.",
    )
    way_template: Pattern = Field(
        default="{sport} from {start} to {end}",
        title="Title from town to town",
        description="As the title, for a way that ends in another town and does not lead back.",
    )
    suffix_template: Pattern = Field(
        default="in {place}",
        title="End of the title",
        description="What is added to the title, with a space before it.",
    )
    description_template: Pattern = Field(
        default="[{neighbourhood}, ]{through}[, {countries}]",
        title="Description",
        description="The paragraph for the description.",
    )
    where: Where = Field(
        default=Where.MOST,
        title="Which place",
        description="Most of the way, or only one of its ends.",
        json_schema_extra={
            "labels": {
                "most": "where most of the way lies",
                "start": "where it starts",
                "end": "where it ends",
            }
        },
    )
    detail: Spoken = Field(
        default=Spoken.TOWN,
        title="How exact",
        description="What {place} says. Parks and neighbourhoods need OpenStreetMap.",
        json_schema_extra={
            "labels": {
                "neighbourhood": "park or neighbourhood",
                "city": "town",
                "full": "town, region and country",
            }
        },
    )
    fallback: bool = Field(
        default=True,
        title="Else the town",
        description=(
            "Where no park or neighbourhood has a name, or OpenStreetMap does not answer, the town "
            "will do. Otherwise nothing is written."
        ),
    )
    time_context: TimeContext = Field(
        default=TimeContext.NONE,
        title="Light",
        description=(
            "By the sun, {time_of_day} says Sunrise, Sunset, Dawn, Dusk or Night when the sun "
            "stood so where you were; a title without it gets the word in front."
        ),
        json_schema_extra={"labels": {"none": "by the clock", "solar": "by the sun"}},
    )
    keep_own_name: bool = Field(
        default=True,
        title="Keep the recording's own name",
        description=(
            "A workout that its app or watch gave a name keeps it; the place can still be added to "
            "its end."
        ),
    )
    ask_openstreetmap: bool = Field(
        default=False,
        title="Ask OpenStreetMap",
        description=(
            "Ask nominatim.openstreetmap.org for the name of one position of each route, to about "
            "100 m. That position leaves this machine. Off, names come from a list that FitGlue "
            "carries."
        ),
    )
    language: str = Field(
        default="en",
        pattern=r"^[a-z]{2,3}(-[A-Za-z]{2,4})?$",
        title="Language of names",
        description="A code such as en, fr or pt-BR; for names from OpenStreetMap.",
    )
