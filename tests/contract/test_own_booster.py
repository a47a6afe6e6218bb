"""The booster that the documentation shows is one: it runs, and keeps every promise."""

import re
from pathlib import Path
from typing import Any

import pytest

from fitglue.testing.booster_tools import tools_for
from fitglue.testing.conformance.boosters import BOOSTER_PROMISES
from fitglue.testing.conformance.targets import an_activity

PAGE = Path(__file__).resolve().parents[2] / "docs" / "boosters.md"


@pytest.fixture
def shout() -> Any:
    (code, *_) = re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL)
    written: dict[str, Any] = {"__name__": "fitglue_shout"}
    exec(compile(code, str(PAGE), "exec", dont_inherit=True), written)  # noqa: S102 - our own page
    return written["plugin"]


@pytest.mark.parametrize("promise", BOOSTER_PROMISES)
def test_the_booster_of_the_documentation_keeps_its_promises(shout: Any, promise: str) -> None:
    BOOSTER_PROMISES[promise](shout, tools_for(shout, {"marks": 3}))


def test_the_booster_of_the_documentation_does_what_it_says(shout: Any) -> None:
    boost = shout.boost(an_activity(), tools_for(shout, {"marks": 3}))
    assert boost.activity.title == "Evening Run!!!"
