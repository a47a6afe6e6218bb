"""The style sheets: what a page from right to left needs, and where colours and sizes come from."""

import re
from pathlib import Path

import pytest

STYLE = Path(__file__).parents[3] / "frontend/src/style"
SHEETS = sorted(STYLE.glob("*.css"))
# Their places are those of a map or a chart, which no language turns round.
OF_LIBRARIES = re.compile(r"^\.(maplibregl|u)-")
PHYSICAL = re.compile(
    r"(?<![-\w])((margin|padding|border)-(left|right)(-\w+)?|(left|right)|"
    r"border-(top|bottom)-(left|right)-radius|(text-align|float): (left|right))(?=[:; }])"
)
FOUR_SIDES = re.compile(r"(?<![-\w])(?:margin|padding|inset): ([^;{}]+)")


def rules(sheet: Path) -> list[str]:
    lines = sheet.read_text().splitlines()
    return [line for line in lines if not OF_LIBRARIES.match(line.strip())]


def sides(value: str) -> list[str]:
    """Split at spaces that are in no brackets."""
    return re.findall(r"(?:[^\s()]|\((?:[^()]|\([^()]*\))*\))+", value.strip())


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.stem)
def test_nothing_is_placed_left_or_right_that_can_be_at_start_or_end(sheet: Path) -> None:
    assert [line for line in rules(sheet) if PHYSICAL.search(line)] == []
    for line in rules(sheet):
        for value in FOUR_SIDES.findall(line):
            four = sides(value)
            assert len(four) < 4 or four[1] == four[3], line


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.stem)
def test_colours_sizes_and_corners_are_tokens(sheet: Path) -> None:
    if sheet.name == "tokens.css":
        return
    text = re.sub(r"(?m)^ *--[\w-]+: .*$", "", sheet.read_text())
    assert re.findall(r"font-size: \d[\w.]*(?:px|rem|em)", text) == []
    assert re.findall(r"border-radius: (?:6|8|10|99)px", text) == []
    if sheet.name != "showcase.css":  # three colours for pages of one's own
        assert re.findall(r"(?<!light-dark\()#[0-9a-f]{3,8}\b(?![^(]*\))", text) == []


def test_motion_stops_for_those_who_asked() -> None:
    text = (STYLE / "tokens.css").read_text()
    quiet = text.partition("prefers-reduced-motion: reduce")[2][:300]
    assert "transition: none !important" in quiet
    assert "animation: none !important" in quiet
