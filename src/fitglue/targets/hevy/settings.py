"""How activities are logged in Hevy, as their owner wants it."""

from typing import Literal

from pydantic import BaseModel, Field


class NamedExercise(BaseModel):
    """Which exercise of the account stands for one of an activity."""

    exercise: str = Field(
        title="Exercise or sport",
        description="As it is called here, such as “Close-grip bench press” or “Yoga”.",
    )
    template: str = Field(
        title="Exercise in Hevy",
        description="Its title there, such as “Bench Press - Close Grip (Barbell)”, or its id.",
    )


class HevySettings(BaseModel):
    """How activities are logged."""

    is_private: bool = Field(
        default=False,
        title="Only for me",
        description="Log workouts so that nobody else sees them in Hevy.",
    )
    exercises: list[NamedExercise] = Field(
        default_factory=list,
        title="Your exercises",
        description="For exercises that Hevy calls otherwise; all others are matched by name.",
    )
    unmatched: Literal["describe", "ask"] = Field(
        default="describe",
        title="Exercises that Hevy does not have",
        description="FitGlue never adds exercises to your account by itself.",
        json_schema_extra={
            "labels": {
                "describe": "Write them into the description",
                "ask": "Wait until I name an exercise",
            }
        },
    )
    without_sets: Literal["log", "refuse"] = Field(
        default="log",
        title="Runs, rides and others without sets",
        description="Hevy can show them if your account has an exercise such as Running.",
        json_schema_extra={
            "labels": {
                "log": "Log as one exercise with time and distance",
                "refuse": "Leave them out",
            }
        },
    )
    overwrite: bool = Field(
        default=False,
        title="Overwrite what I changed in Hevy",
        description=(
            "Title, times and sets follow FitGlue also after a workout was changed in Hevy. "
            "Otherwise only FitGlue's paragraphs in the description do, from the first change on."
        ),
    )
