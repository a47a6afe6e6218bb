"""Every plugin and every trouble has an article of one shape, true to the code."""

import ast
import re
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

import fitglue
from fitglue import registry
from fitglue.articles.article import Article, Kind
from fitglue.articles.library import library
from fitglue.diagnosis.permissions import _PERMISSIONS
from fitglue.diagnosis.trouble import Article as Leads
from fitglue.domain import errors
from fitglue.domain.boost import Outcome
from fitglue.domain.ledger import DeliveryState
from fitglue.domain.plugins import PluginKind
from fitglue.domain.runs import RunState
from fitglue.web.told_in_help import told_of

PACKAGE = Path(fitglue.__file__).parent
EVERY = sorted(library().articles)
ABOUT_PLUGINS = [key for key in EVERY if library().articles[key].front.kind.plugin]
PLUGINS = [
    (kind, plugin_id)
    for kind in PluginKind
    for plugin_id, plugin in registry.of_kind(kind).items()
    if type(plugin).__module__.startswith("fitglue.")
    and not type(plugin).__module__.startswith("fitglue.testing")
]
SHAPE = (
    "Overview", "Data", "How it works", "Setup", "Plan", "Common issues", "Needs", "Related",
)  # fmt: skip
SERVICE_SHAPE = (*SHAPE[:4], "Terms and limits", *SHAPE[4:])
DATA = {
    Kind.BOOSTER: ["What it changes", "What it leaves alone"],
    Kind.SERVICE: ["What goes through it", "What is not available"],
    Kind.SOURCE: ["What comes in", "What is not available"],
}
TARGET_DATA = re.compile(r"What it (sends|writes)|What a page shows")
#: What FitGlue cannot notice by itself: only somebody who looks does.
UNSEEN = "unseen"


def read(key: str) -> Article:
    return library().articles[key]


def under(article: Article, heading: str) -> list[str]:
    titles = [(one.level, one.title) for one in article.sections]
    found, is_in = [], False
    for level, title in titles:
        is_in = title == heading if level <= 2 else is_in
        found += [title] if is_in and level == 3 else []
    return found


@cache
def known_codes() -> frozenset[str]:
    """Every code that an issue may name."""
    return frozenset({
        UNSEEN, *rules(), *(name for name in vars(errors) if name[0].isupper()),
        *(f"booster:{one}" for one in Outcome), *(f"delivery:{one}" for one in DeliveryState),
        *(f"run:{one}" for one in RunState),
    })  # fmt: skip


def calls(folder: Path, name: str) -> list[ast.Call]:
    return [
        node
        for path in sorted(folder.rglob("*.py"))
        if "testing" not in path.parts and f"{name}(" in (text := path.read_text())
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == name
    ]


@cache
def rules() -> dict[str, str]:
    """Every rule of the diagnosis, with the article that it leads to, as `Article.NAME`."""
    found: dict[str, str] = {}
    for call in calls(PACKAGE / "diagnosis", "Trouble"):
        told = {one.arg: one.value for one in call.keywords}
        article = ast.unparse(told["article"]) if "article" in told else ""
        found |= dict.fromkeys(_codes(told["code"]), article)
    notes = {code for call in calls(PACKAGE, "Note") for code in _codes(call.args[0])}
    return found | dict.fromkeys(notes, "Article.NOTES")


def _codes(value: ast.expr) -> list[str]:
    match ast.unparse(value):
        case "TWICE":
            return ["twice"]
        case "_NOTE":
            return ["heart-rate-incomplete"]
        case "note.code":
            return []
        case denied if "denied-" in denied:
            return [f"denied-{one.lower().replace('_', '-')}" for one in _PERMISSIONS]
        case state if "deliveries-" in state:
            return ["deliveries-needs-you", "deliveries-refused"]
        case _:
            return [ast.literal_eval(value)]


@pytest.mark.parametrize(("kind", "plugin_id"), PLUGINS)
def test_every_plugin_has_an_article_under_its_name(kind: PluginKind, plugin_id: str) -> None:
    article = library().of_plugin(kind, plugin_id)
    assert article is not None
    assert article.front.title == registry.of_kind(kind)[plugin_id].about.name


def test_no_article_has_lost_its_plugin() -> None:
    told = {f"{Kind(kind.value).shelf}/{plugin_id}" for kind, plugin_id in PLUGINS}
    assert set(ABOUT_PLUGINS) == told


@pytest.mark.parametrize("key", ABOUT_PLUGINS)
def test_an_article_on_a_plugin_has_the_shape_of_all(key: str) -> None:
    article = read(key)
    kind = article.front.kind
    headings = tuple(one.title for one in article.sections if one.level == 2)
    assert headings == (SERVICE_SHAPE if kind is Kind.SERVICE else SHAPE)
    data = under(article, "Data")
    if kind in DATA:
        assert data == DATA[kind]
    else:
        assert TARGET_DATA.fullmatch(data[0])
        assert data[1:] == ["What is not available"]
    assert sorted(part.fill for part in article.parts) == ["", "how", "needs", "options", "plan"]
    assert under(article, "Common issues")


@pytest.mark.parametrize("key", [key for key in EVERY if key not in ABOUT_PLUGINS])
def test_any_other_article_begins_with_words_and_ends_with_what_is_related(key: str) -> None:
    article = read(key)
    assert article.sections[0].text
    headings = [one.title for one in article.sections if one.level == 2]
    assert headings[-1] == "Related" or key == "not-taken"
    assert [one.level for one in article.sections[1:]] == [2] * len(headings)
    assert {part.fill for part in article.parts} <= {"", "export_steps"}


@pytest.mark.parametrize("key", EVERY)
def test_headings_stand_below_one_another_and_are_named_once(key: str) -> None:
    levels = [one.level for one in read(key).sections]
    assert all(after <= before + 1 for before, after in pairwise(levels))
    slugs = [one.slug for one in read(key).sections if one.title]
    assert len(slugs) == len(set(slugs))


@pytest.mark.parametrize("key", ABOUT_PLUGINS)
def test_every_option_that_an_article_names_exists_and_every_one_there_is_is_told(key: str) -> None:
    article = read(key)
    plugin = article.front.kind.plugin
    assert plugin
    told = told_of(plugin, article.name)
    assert told is not None
    titles = {one.title for one in told.options}
    fields = told.about.settings.model_fields.values()
    assert {field.title for field in fields} <= titles
    named = set(re.findall(r"option \*([^*]+)\*", article.text))
    shared = {option.title for kind in PluginKind for other in [told_of(kind, article.name)]
              if other for option in other.options}  # fmt: skip
    assert named <= titles | shared


@pytest.mark.parametrize("key", EVERY)
def test_every_common_issue_names_what_shows_it(key: str) -> None:
    article = read(key)
    issues = under(article, "Common issues")
    named = {one.title: one.codes for one in article.sections}
    assert [title for title in issues if not named[title]] == []
    assert {code for codes in named.values() for code in codes} <= known_codes()


def test_every_rule_that_somebody_can_meet_is_explained_where_it_leads() -> None:
    for code, leads_to in rules().items():
        assert leads_to, code
        article = read(Leads[leads_to.removeprefix("Article.")].value)
        assert code in article.front.rules, code
        assert code in {one for section in article.sections for one in section.codes}, code
        assert f'id="{code}"' in "".join(part.html for part in article.parts)


def test_no_article_explains_a_rule_that_is_none() -> None:
    assert {rule for key in EVERY for rule in read(key).front.rules} <= set(rules())


@pytest.mark.parametrize("kind", DeliveryState)
def test_every_state_of_a_delivery_is_explained(kind: DeliveryState) -> None:
    told = {code for one in read("concepts/deliveries").sections for code in one.codes}
    assert f"delivery:{kind}" in told
