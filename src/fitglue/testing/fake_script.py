"""The scripts of fakes: what happens, call by call."""

import os
import signal
from typing import Any

from pydantic import BaseModel, Field


class FakeSettings(BaseModel):
    """What happens, call by call; behind the last word of the script all goes well."""

    script: str = Field(
        default="",
        title="Script",
        description="Words with commas between: what each call on an activity does.",
    )


def word_of(settings: Any, number: int, prefix: str = "") -> str:
    """Give the word of a call by its number, from 1, among those with a prefix or without."""
    every = [word.strip() for word in settings.script.split(",")]
    words = [word.removeprefix(prefix) for word in every if word.startswith(prefix)] or [""]
    if words == ["busy-forever"]:
        return "busy"
    return words[number - 1] if number <= len(words) and words[0] else "ok"


def die() -> None:
    """Kill this process."""
    os.kill(os.getpid(), signal.SIGKILL)
