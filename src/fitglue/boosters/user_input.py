"""User Input: asks for a title and a description, and waits for them or goes on meanwhile."""

from dataclasses import replace
from datetime import timedelta

from pydantic import BaseModel, Field

from fitglue.domain.activity import Activity, TitleSetBy
from fitglue.domain.boost import (
    Boost,
    InputField,
    Question,
    ask,
    changed,
    unchanged,
)
from fitglue.domain.booster_tools import BoosterTools
from fitglue.domain.parts import Part
from fitglue.domain.plugins import About, Category, PluginKind


class UserInputSettings(BaseModel):
    """What is asked, and whether anything waits for the answer."""

    ask_title: bool = Field(default=True, title="Title", description="Ask for a title.")
    ask_description: bool = Field(
        default=True, title="Description", description="Ask for a description."
    )
    wait: bool = Field(
        default=True,
        title="Wait for the answer",
        description="Otherwise the activity is delivered now and updated when you answer.",
    )
    hours: float = Field(
        default=0,
        ge=0,
        le=24 * 30,
        title="Wait at most",
        description="Hours after the end of the workout; 0 waits for as long as it takes.",
        json_schema_extra={"unit": "h"},
    )


ABOUT = About(
    id="user_input",
    kind=PluginKind.BOOSTER,
    name="User Input",
    summary="Asks you for a title and a description.",
    description=(
        "Puts a question among your pending inputs for every activity that comes through. Waiting "
        "for you, it holds the activity back until you answer, skip it, or its time is over; not "
        "waiting, it lets the activity go on and brings the targets up to date when you answer."
    ),
    settings=UserInputSettings,
    category=Category.INPUT,
    changes=frozenset({Part.TITLE}),
)


class UserInput:
    """Asks once for each activity."""

    about = ABOUT

    def boost(self, activity: Activity, tools: BoosterTools) -> Boost:
        """Ask, or use what was answered."""
        settings = UserInputSettings.model_validate(tools.settings.model_dump())
        if tools.answer is None:
            return ask(_question(activity, settings))
        if tools.answer.values is None:
            return unchanged("The question was not answered.")
        return _answered(activity, dict(tools.answer.values))


def _question(activity: Activity, settings: UserInputSettings) -> Question:
    fields = [
        InputField(name="title", label="Title", help=f"Empty keeps “{activity.title}”."),
        InputField(name="description", label="Description", kind="long_text"),
    ]
    wanted = {"title": settings.ask_title, "description": settings.ask_description}
    deadline = activity.workout.end + timedelta(hours=settings.hours)
    return Question(
        title=f"How was “{activity.title}”?",
        fields=tuple(field for field in fields if wanted[field.name]),
        blocking=settings.wait,
        deadline=deadline if settings.hours else None,
    )


def _answered(activity: Activity, values: dict[str, str]) -> Boost:
    title, description = values.get("title", "").strip(), values.get("description", "").strip()
    if not title and not description:
        return unchanged("The answer was empty.")
    if title:
        activity = replace(activity, title=title, title_set_by=TitleSetBy.PERSON)
    return changed("You answered.", activity=activity, section=description)


plugin = UserInput()
