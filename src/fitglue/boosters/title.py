"""Title: gives a title after a pattern of your own, with what is known of the workout."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field

from fitglue.domain import template
from fitglue.domain.activity import Activity, TitleSetBy
from fitglue.domain.boost import Boost, changed, unchanged
from fitglue.domain.booster_tools import BoosterTools, History, NoHistory, Nowhere, Places
from fitglue.domain.figures import Units, units_of
from fitglue.domain.parts import Part
from fitglue.domain.placeholders import NAMES, value_of
from fitglue.domain.plugins import About, Category, Example, PluginKind
from fitglue.domain.scene import Scene
from fitglue.domain.sport import SPORTS

_SPORTS = {sport.key: sport.label for sport in sorted(SPORTS, key=lambda sport: sport.label)}
_LONGEST = 200  # characters of a title; Strava shows fewer


def _checked(pattern: str) -> str:
    return template.checked(pattern, NAMES)


def _known_sport(key: str) -> str:
    if key not in _SPORTS:
        raise ValueError(f"No sport is called “{key}”.")
    return key


Pattern = Annotated[str, Field(min_length=1, max_length=500), AfterValidator(_checked)]
SportKey = Annotated[str, AfterValidator(_known_sport)]


class SportTitle(BaseModel):
    """A sport and its own template."""

    sport: SportKey = Field(
        title="Sport",
        description="Which workouts it is for.",
        json_schema_extra={"enum": list(_SPORTS), "labels": dict(_SPORTS)},
    )
    template: Pattern = Field(title="Template", description="The title of that sport.")


class TitleSettings(BaseModel):
    """What a title is made of, and which titles stay."""

    template: Pattern = Field(
        default="{time_of_day} {full_sport}[ in {place}]",
        title="Template",
        description=(
            "Names in braces are filled in: {sport}, {place}, {distance}, {weekday} and more; the "
            "help has them all. What stands in [square brackets] goes when a name in it has "
            "nothing to say. Of {name|sport} the first that has is taken."
        ),
    )
    sports: tuple[SportTitle, ...] = Field(
        default=(),
        max_length=len(SPORTS),
        title="Sports of their own",
        description="Sports whose titles follow another template. The first that fits counts.",
    )
    keep_own_name: bool = Field(
        default=True,
        title="Keep the recording's own name",
        description=(
            "A workout that its app or watch gave a name keeps it. Otherwise {name} can be part "
            "of the template."
        ),
    )
    only_default: bool = Field(
        default=False,
        title="Only plain titles",
        description=(
            "Leave every title that is not FitGlue's own, such as “Morning Run”: also one that "
            "a booster before this one gave."
        ),
    )


ABOUT = About(
    id="title",
    kind=PluginKind.BOOSTER,
    name="Title",
    summary="Gives a title after a pattern of your own.",
    description=(
        "Writes the title from a template with names in braces: the sport, the part of the day "
        "where you were, the town, distance, pace, climb, temperature, the date, how many runs "
        "this makes in the year and more. Each sport can have its own. What is not known of a "
        "workout takes the words around it along, and a title that you typed is never replaced."
    ),
    settings=TitleSettings,
    category=Category.TEXT,
    changes=frozenset({Part.TITLE}),
    examples=(
        Example(
            "Distance and town, and the name of the recording where it has one.",
            {
                "template": "{name|full_sport}[ · {distance}][ in {place}]",
                "keep_own_name": False,
            },
        ),
        Example(
            "Rides with their climb, swims with their distance, all else by weekday.",
            {
                "template": "{weekday} {full_sport}",
                "sports": [
                    {"sport": "cycling", "template": "{round_distance} Ride[ with {ascent} up]"},
                    {"sport": "swimming", "template": "{full_sport}[, {distance}]"},
                ],
            },
        ),
        Example(
            "Counts the workouts of a sport in the year.",
            {"template": "{sport}[ no. {number_this_year} of {year}][, {rate}]"},
        ),
    ),
)


class Title:
    """Fills in a template."""

    about = ABOUT

    def boost(self, activity: Activity, tools: BoosterTools) -> Boost:
        """Give the title, unless the one there is to stay."""
        settings: TitleSettings = tools.settings
        if why := _why_it_stays(activity, settings):
            return unchanged(why)
        scene = Scene(activity, units_of(tools.units), tools.places, tools.history)
        title = _filled(_pattern(activity, settings), scene)
        if not title:
            return unchanged("Nothing of the template is known of this workout.")
        if title == activity.title:
            return unchanged("It has that title already.")
        titled = replace(activity, title=title, title_set_by=TitleSetBy.BOOSTER)
        return changed("The title follows your template.", activity=titled, facts={"title": title})


def preview(
    pattern: str,
    activity: Activity,
    units: Units = "metric",
    *,
    places: Places | None = None,
    history: History | None = None,
) -> str:
    """Give the title that a template makes of an activity. Raises BadTemplate, with a sentence."""
    return _filled(pattern, Scene(activity, units, places or Nowhere(), history or NoHistory()))


def _filled(pattern: str, scene: Scene) -> str:
    parts = template.parsed(pattern, NAMES)
    return template.filled(parts, lambda name: value_of(name, scene))[:_LONGEST].rstrip()


def _pattern(activity: Activity, settings: TitleSettings) -> str:
    rows: Sequence[SportTitle] = settings.sports
    key = activity.workout.sport.key
    return next((row.template for row in rows if row.sport == key), settings.template)


def _why_it_stays(activity: Activity, settings: TitleSettings) -> str:
    if not activity.title_is_free:
        return "You typed this title yourself."
    if settings.keep_own_name and activity.title_set_by is TitleSetBy.RECORDING:
        return "The recording has a name of its own."
    if settings.only_default and activity.title_set_by is not TitleSetBy.DEFAULT:
        return "It is not FitGlue's own title."
    return ""


plugin = Title()
