"""Texts with blanks."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitglue.domain.template import BadTemplate, fill, names_in, parsed

KNOWN = {"sport": "Run", "distance": "9 km", "place": "Lyon", "name": "", "pace": " "}


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("{sport}", "Run"),
        ("{ sport }", "Run"),
        ("A {sport} of {distance}", "A Run of 9 km"),
        ("{sport}[ in {place}]", "Run in Lyon"),
        ("{sport}[ called {name}]", "Run"),
        ("{sport}[ at {pace}]", "Run"),
        ("{sport}[ in {place}[ ({name})]]", "Run in Lyon"),
        ("{sport}[ ({name}, {place})]", "Run"),
        ("{sport}[ [{place}] [{name}]]", "Run Lyon"),
        ("[[{name}][{pace}] and] {sport}", "Run"),
        ("{name|sport}", "Run"),
        ("{name|pace|place} {sport}", "Lyon Run"),
        ("{name|pace}", ""),
        ("[Race] {sport}", "[Race] Run"),
        ("[[Race]] {sport}", "[[Race]] Run"),
        ("{{{sport}}}", "{Run}"),
        ("{name} {sport}", "Run"),
        ("{sport} · {name}", "Run"),
        ("{sport}, {name}, {place}", "Run, , Lyon"),
        ("plain", "plain"),
        ("[{name}]", ""),
    ],
)
def test_a_template_is_filled_in(template: str, text: str) -> None:
    assert fill(template, KNOWN) == text


@pytest.mark.parametrize(
    ("template", "says"),
    [
        ("{plase}", "Did you mean {place}?"),
        ("{Sport}", "Did you mean {sport}?"),
        ("{qqq}", "The help lists all names."),
        ("{sport|distanse}", "Did you mean {distance}?"),
        ("{}", "names nothing"),
        ("{sport", "A “{” has no “}” after it."),
        ("sport}", "There is a “}” without a “{” before it."),
        ("[ in {place}", "A “[” has no “]” after it."),
        ("in {place}]", "There is a “]” without a “[” before it."),
        ("{a[b}]", "A “{” has no “}” after it."),
    ],
)
def test_what_is_wrong_with_a_template_is_said(template: str, says: str) -> None:
    with pytest.raises(BadTemplate, match=re.escape(says)):
        parsed(template, KNOWN)


def test_all_names_are_found_in_order() -> None:
    found = names_in(parsed("{sport}[ in {place}[ ({name|pace})]]", KNOWN))
    assert list(found) == ["sport", "place", "name", "pace"]


@given(st.text("{}[]| abcsport", max_size=40))
def test_any_text_is_filled_in_or_refused_in_a_sentence(template: str) -> None:
    said = filled_or_refused(template)
    assert said == said.strip()


def filled_or_refused(template: str) -> str:
    """Fill in; of what cannot be, give the sentence. Anything else goes up."""
    try:
        return fill(template, KNOWN)
    except BadTemplate as problem:
        return str(problem)


@given(st.dictionaries(st.sampled_from(sorted(KNOWN)), st.text("{}[]ab", min_size=1)))
def test_braces_in_what_is_filled_in_are_just_text(values: dict[str, str]) -> None:
    known = KNOWN | values
    assert fill("x{sport}x", known) == f"x{known['sport'].strip()}x"
