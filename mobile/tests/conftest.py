"""A phone and a server, both in this process."""

import json
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import settings

from fitglue.formats.phone_sync import wire
from fitglue.formats.phone_sync.reading import part_of
from fitglue.testing.phone_server import PhoneServer, phone_server
from fitglue_phone.core.ports import Answer
from fitglue_phone.simulated import Happening, SimulatedHealth
from fitglue_phone.simulated.phone import Answering, SimulatedPhone

settings.register_profile("patient", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("patient")

MakePhone = Callable[[Sequence[Happening]], SimulatedPhone]


@pytest.fixture
def server() -> PhoneServer:
    """Give a server that has no address: it is a function."""
    return PhoneServer()


@pytest.fixture
def running() -> Iterator[PhoneServer]:
    """Give a server at an address of this machine."""
    with phone_server() as server:
        yield server


@pytest.fixture
def make_phone(server: PhoneServer, tmp_path: Path) -> Iterator[MakePhone]:
    """Give a way to make phones, each with a folder of its own."""
    made: list[SimulatedPhone] = []

    def make(happenings: Sequence[Happening]) -> SimulatedPhone:
        folder = tmp_path / f"phone {len(made)}"
        made.append(SimulatedPhone(folder, happenings, answering(server)))
        return made[-1]

    yield make
    for phone in made:
        phone.app.close()


@pytest.fixture
def has_all() -> Callable[[PhoneServer, SimulatedHealth], bool]:
    """Give a comparison, field by field, of what a server has with what Health has."""

    def compare(server: PhoneServer, health: SimulatedHealth) -> bool:
        there = {one.uuid for one in health.contents()}
        assert {uuid for uuid, parts in server.parts.items() if parts} == there
        for uuid in there:
            assert server_items(server, uuid) == health_items(health, uuid)
        return True

    return compare


def server_items(server: PhoneServer, uuid: str) -> dict[str, dict[str, Any]]:
    """Give the newest parts of a workout that a server has, as plain values, pieces joined."""
    parts = sorted(server.parts[uuid].items(), key=lambda one: getattr(one[1][1], "piece", 0))
    routes = {one.route: one.revision for _, (_, one) in parts if isinstance(one, wire.Route)}
    newest = max(routes, key=routes.__getitem__, default="")
    joined: dict[str, dict[str, Any]] = {}
    for name, (_, item) in parts:
        if isinstance(item, wire.Route) and item.route != newest:
            continue
        told = plain(item)
        whole = joined.setdefault(name.rstrip("0123456789") + "0" * (":" in name), told)
        if whole is not told:
            for column in [column for column, one in told.items() if isinstance(one, list)]:
                whole[column] += told[column]
    return joined


def health_items(health: SimulatedHealth, uuid: str) -> dict[str, dict[str, Any]]:
    """Give what Health has of a workout as the server's own types say it, without our wire.py."""
    workout = health.workout(uuid)
    assert workout is not None
    items: list[wire.Item] = [
        msgspec.convert(asdict(workout) | {"revision": 0, "kind": "workout"}, wire.Workout)
    ]
    for route in health.routes(workout):
        told = {name: column.tolist() for name, column in columns_of(route.points)}
        head = {"workout": uuid, "route": route.uuid, "revision": 0, "kind": "route"}
        about = {"app": asdict(route.app), "device": asdict(route.device)}
        items.append(msgspec.convert({**head, **about, **told}, wire.Route))
    for series in health.series(workout):
        columns = {name: getattr(series, name) for name in ("start_s", "value", "end_s")}
        told = {name: None if one is None else one.tolist() for name, one in columns.items()}
        head = {"workout": uuid, "quantity": series.quantity, "unit": series.unit, "revision": 0}
        about = {"app": asdict(series.app), "device": asdict(series.device), "kind": "series"}
        items.append(msgspec.convert({**head, **about, **told}, wire.Series))
    return {part_of(one).name: plain(one) for one in items}  # ty: ignore[invalid-argument-type]


def columns_of(one: Any) -> list[tuple[str, Any]]:
    return [(each.name, getattr(one, each.name)) for each in fields(one)]


def plain(item: wire.Item) -> dict[str, Any]:
    """Give an item's values, beside when it was read and on which platform."""
    told: dict[str, Any] = msgspec.to_builtins(item)
    return {name: one for name, one in told.items() if name not in {"revision", "platform"}}


def answering(server: PhoneServer) -> Answering:
    """Let a phone's requests reach a server without a network."""

    def answer(path: str, headers: dict[str, str], body: bytes) -> Answer:
        status, told = server.answer(path.removeprefix("/api/v1"), headers, body)
        if server.lose_replies > 0:
            server.lose_replies -= 1
            return Answer(0, why="The reply was lost.")
        return Answer(status, json.dumps(told).encode(), told.get("retry_after_s"))

    return answer
