"""Every booster has an article of one shape, true to its description."""

import re
from importlib.resources import files

import pytest

from fitglue import registry
from fitglue.domain.plugins import PluginKind

BOOSTERS = {name: registry.booster(name) for name in registry.of_kind(PluginKind.BOOSTER)}
ARTICLES = files("fitglue") / "help" / "boosters"
HEADINGS = (
    "What it changes", "What it leaves alone", "How it works", "Options", "Plan", "Common issues",
    "Needs", "Related",
)  # fmt: skip


def article(name: str) -> str:
    return (ARTICLES / f"{name}.md").read_text()


@pytest.mark.parametrize("name", BOOSTERS)
def test_a_booster_has_an_article_in_the_shape_of_all(name: str) -> None:
    text = article(name)
    assert text.startswith(f"# {BOOSTERS[name].about.name}\n")
    assert tuple(re.findall(r"^## (.*)$", text, re.MULTILINE)) == HEADINGS
    assert "{{ options }}" in text


@pytest.mark.parametrize("name", BOOSTERS)
def test_every_option_that_an_article_names_exists(name: str) -> None:
    titles = {field.title for field in BOOSTERS[name].about.settings.model_fields.values()}
    named = set(re.findall(r"option \*([^*]+)\*", article(name)))
    assert named <= titles


@pytest.mark.parametrize("name", BOOSTERS)
def test_every_article_that_another_leads_to_is_there(name: str) -> None:
    led_to = re.findall(r"\(/help/boosters/(\w+)\)", article(name))
    assert led_to
    assert set(led_to) <= set(BOOSTERS)


def test_no_article_has_lost_its_booster() -> None:
    assert {entry.name.removesuffix(".md") for entry in ARTICLES.iterdir()} == set(BOOSTERS)
