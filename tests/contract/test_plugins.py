"""Every registered plugin, ours or a stranger's, keeps the promises of its kind."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from fitglue import registry
from fitglue.domain.arrival import SourceTools
from fitglue.domain.plugins import (
    Booster,
    Category,
    PluginKind,
    Source,
    Stage,
    Target,
    TargetTools,
)
from fitglue.testing.booster_tools import tools_for
from fitglue.testing.conformance.boosters import BOOSTER_PROMISES
from fitglue.testing.conformance.secrets import keeps_no_secret
from fitglue.testing.conformance.sources import SOURCE_PROMISES, Example
from fitglue.testing.conformance.targets import TARGET_PROMISES
from fitglue.testing.exports import six_weeks
from fitglue.testing.health_outbox import MemoryOutbox
from fitglue.testing.recorded_files import strava_archive
from fitglue.testing.showcase import MemoryShowcase

PLUGINS = {f"{one.about.kind} {one.about.id}": one for one in registry.every()}


def of_kind(kind: PluginKind) -> list[str]:
    return [name for name, plugin in PLUGINS.items() if plugin.about.kind is kind]


def without_a_service() -> list[str]:
    """Name the targets that need no account: the others keep their promises at stand-ins."""
    return [name for name in of_kind(PluginKind.TARGET) if not PLUGINS[name].about.connection]


def reading_files() -> set[str]:
    return {name for name in of_kind(PluginKind.SOURCE) if isinstance(PLUGINS[name], Source)}


def an_export(folder: Path) -> Path:
    return six_weeks(folder).path


#: An example file for each source that reads files.
EXAMPLES: Mapping[str, Example] = {
    "source apple_health": an_export,
    "source file_upload": strava_archive,
}


@pytest.fixture(scope="session")
def examples(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    return {name: make(tmp_path_factory.mktemp(name)) for name, make in EXAMPLES.items()}


def test_every_kind_that_works_today_is_found() -> None:
    assert of_kind(PluginKind.SOURCE)
    assert of_kind(PluginKind.BOOSTER)
    assert of_kind(PluginKind.TARGET)


@pytest.mark.parametrize("name", PLUGINS)
def test_a_plugin_describes_itself(name: str) -> None:
    about = PLUGINS[name].about
    assert f"{about.kind} {about.id}" == name
    assert about.name
    assert about.summary.endswith(".")
    assert len(about.description) > len(about.summary)
    for field in about.settings.model_fields.values():
        assert field.title
        assert field.description


@pytest.mark.parametrize(
    "name", [name for name in PLUGINS if PLUGINS[name].about.kind is not PluginKind.SERVICE]
)
def test_secrets_belong_to_connections(name: str) -> None:
    keeps_no_secret(PLUGINS[name].about)


#: Where each target that needs a service is held against its promises, at the stand-in.
AT_STAND_INS = {
    "dropbox": "test_folder_elsewhere",
    "hevy": "test_hevy",
    "intervals": "test_intervals",
    "s3": "test_folder_elsewhere",
    "strava": "test_strava",
    "webdav": "test_folder_elsewhere",
    "webhook": "test_webhook",
}


def test_every_target_that_needs_a_service_is_held_against_its_promises_at_a_stand_in() -> None:
    needy = {PLUGINS[name].about.id for name in of_kind(PluginKind.TARGET)} - {
        PLUGINS[name].about.id for name in without_a_service()
    }
    assert needy == set(AT_STAND_INS)
    for place in set(AT_STAND_INS.values()):
        held = Path(__file__).parents[1] / "unit" / "targets" / f"{place}.py"
        assert "TARGET_PROMISES" in held.read_text()


@pytest.mark.parametrize("promise", TARGET_PROMISES)
@pytest.mark.parametrize("name", without_a_service())
def test_a_target_keeps_its_promises(name: str, promise: str, tmp_path: Path) -> None:
    target = PLUGINS[name]
    assert isinstance(target, Target)
    tools = TargetTools(
        settings=target.about.settings(), output=tmp_path, owner="kim", showcase=MemoryShowcase(),
        health=MemoryOutbox(),
    )  # fmt: skip
    TARGET_PROMISES[promise](target, tools)


def settings_of_boosters() -> list[tuple[str, int]]:
    """Name every booster with the number of each of its examples; 0 is as it comes."""
    return [
        (name, number)
        for name in of_kind(PluginKind.BOOSTER)
        for number in range(len(PLUGINS[name].about.examples) + 1)
    ]


@pytest.mark.parametrize("promise", BOOSTER_PROMISES)
@pytest.mark.parametrize(("name", "example"), settings_of_boosters())
def test_a_booster_keeps_its_promises(name: str, example: int, promise: str) -> None:
    booster = PLUGINS[name]
    assert isinstance(booster, Booster)
    settings = booster.about.examples[example - 1].settings if example else {}
    BOOSTER_PROMISES[promise](booster, tools_for(booster, settings))


@pytest.mark.parametrize("name", of_kind(PluginKind.BOOSTER))
def test_a_booster_says_where_it_stands_and_how_it_is_used(name: str) -> None:
    about = PLUGINS[name].about
    assert all(example.says.endswith(".") for example in about.examples)
    assert about.changes or about.stage is Stage.GATE or about.category is Category.INPUT


@pytest.mark.parametrize("promise", SOURCE_PROMISES)
@pytest.mark.parametrize("name", EXAMPLES)
def test_a_source_keeps_its_promises(name: str, promise: str, examples: Mapping[str, Path]) -> None:
    source = PLUGINS[name]
    assert isinstance(source, Source)
    tools = SourceTools(default_zone="Europe/Paris", zone_at=lambda *_: None)
    SOURCE_PROMISES[promise](source, examples[name], tools)


@pytest.mark.parametrize("name", sorted(reading_files() - set(EXAMPLES)))
def test_a_source_without_an_example_leaves_every_file_alone(
    name: str, examples: Mapping[str, Path]
) -> None:
    source = PLUGINS[name]
    assert isinstance(source, Source)
    assert not any(source.recognises(path, path.name) for path in examples.values())
