"""Everything the app says to Android exists there, with these types.

Needs no Java for the first part. The second holds the stand-ins, which all other tests call,
against the same facts: what they have that Android has not would be proof of nothing.
"""

import ast
import importlib.util
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fitglue.formats.phone_sync import health_connect

_FACTS = Path(__file__).parents[2] / "facts"
_GATEWAY = Path(__file__).parents[2] / "src/fitglue_phone/android"
_STAND_INS = Path(__file__).with_name("java")
#: The oldest Android that the app runs on.
_LEAST = 34
_NUMBERS = {"int", "long", "double", "float", "short", "byte"}
_TYPES = "android.health.connect.datatypes.ExerciseSessionType"
_PERMISSIONS = "android.health.connect.HealthPermissions"
#: Names with capitals that are Python's or the core's.
_OURS = {"UUID", "ROUTES", "WORKOUTS"}


@pytest.fixture(scope="module")
def facts() -> dict[str, Any]:
    told: dict[str, Any] = json.loads((_FACTS / "android.json").read_text())
    return told["facts"]


@pytest.fixture(scope="module")
def used() -> list[str]:
    command = [sys.executable, str(_FACTS / "used_android.py")]
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    found: list[str] = json.loads(done.stdout)
    return found


def members_said() -> set[str]:
    """Give every Java name that the gateway asks an object for: they have capitals inside."""
    found: set[str] = set()
    for path in _GATEWAY.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Attribute) and re.search(r"[a-z][A-Z]|^[A-Z_]{3,}$", node.attr):
                found.add(node.attr)
    return found - _OURS


def test_every_class_exists_on_the_oldest_android(facts: dict[str, Any], used: list[str]) -> None:
    assert set(used) <= set(facts)
    assert len(used) > 50
    assert not [name for name in used if (facts[name]["since"] or 0) > _LEAST]


def test_every_member_exists_on_the_oldest_android(facts: dict[str, Any]) -> None:
    known = {
        name
        for told in facts.values()
        for name, several in told["members"].items()
        if any(one.get("since", 0) <= _LEAST for one in several)
    }
    assert not members_said() - known
    assert {"readNBytes", "getRouteLocations", "setExpedited"} <= members_said() & known


def test_a_misspelt_member_would_be_found(facts: dict[str, Any]) -> None:
    known = {name for told in facts.values() for name in told["members"]}
    assert "getRouteLocation" not in known
    assert "READ_EXERCISE_ROUTE" not in facts[_PERMISSIONS]["members"]


def test_permissions_are_spelled_as_android_spells_them(facts: dict[str, Any]) -> None:
    from fitglue_phone.android.health_connect import permissions  # noqa: PLC0415
    from fitglue_phone.android.health_connect.series import MEASURES  # noqa: PLC0415

    members = facts[_PERMISSIONS]["members"]
    names = {*permissions.READ, *permissions.WRITTEN, *(one.permission for one in MEASURES)}
    for name in names:
        assert members[name][0]["is"] == permissions.BEGINNING + name
    assert {one.permission for one in MEASURES} <= set(permissions.READ)
    later = {name for name in names if members[name][0].get("since", 0) > _LEAST}
    assert later <= {permissions.ROUTES, permissions.BACKGROUND, permissions.HISTORY}


def test_our_table_of_sports_has_the_frameworks_numbers(facts: dict[str, Any]) -> None:
    beginning = "EXERCISE_SESSION_TYPE_"
    told = {
        several[0]["is"]: name.removeprefix(beginning)
        for name, several in facts[_TYPES]["members"].items()
        if name.startswith(beginning)
    }
    assert told == {number: one.name for number, one in health_connect.TYPES.items()}


def test_the_servers_table_knows_the_quantities_that_are_told() -> None:
    from fitglue.domain.sport import by_key  # noqa: PLC0415
    from fitglue.domain.units import unit  # noqa: PLC0415
    from fitglue_phone.android.health_connect.series import MEASURES  # noqa: PLC0415

    same = {"HeartRate", "StepsCadence", "ElevationGained", "TotalCaloriesBurned"}
    for measure in MEASURES:
        there = health_connect.quantity_of(measure.name, by_key("running"))
        assert (there == measure.name) is (measure.name in same)
        assert unit(measure.unit)


def of_java(told: Any) -> str:
    """Spell a Java type as the facts spell it."""
    name: str = told.getName()
    if told.isArray():
        return f"{of_java(told.getComponentType())}[]"
    if name in _NUMBERS:
        return "number"
    if name in {"java.lang.String", "java.lang.CharSequence"}:
        return "string"
    return {"java.lang.Object": "any"}.get(name, name)


def fits(here: str, there: str) -> bool:
    """Tell whether types agree; the facts say "any", or a letter, for what is generic."""
    return here == there or "any" in {here, there} or len(there) == 1


def stand_ins(machine: Any) -> list[Any]:
    """Give every class of Android that the tests stand in for, and the classes in them."""
    of = machine.JClass("java.lang.Class")
    found = []
    for path in sorted((_STAND_INS / "android").rglob("*.java")):
        top = of.forName(".".join(path.relative_to(_STAND_INS).with_suffix("").parts))
        waiting = [top]
        while waiting:
            one = waiting.pop()
            if one.getModifiers() & 1 or one.isInterface():
                found.append(one)
                waiting += list(one.getDeclaredClasses())
    return [one for one in found if "$Work" not in one.getName()]


def is_public(member: Any) -> bool:
    return bool(member.getModifiers() & 1) and not member.isSynthetic()


def test_the_stand_ins_have_nothing_that_android_has_not(
    machine: Any, facts: dict[str, Any]
) -> None:
    checked = [wrong for one in stand_ins(machine) for wrong in held(one, facts)]
    assert not [wrong for wrong in checked if wrong]
    assert len(checked) > 240


def held(one: Any, facts: dict[str, Any]) -> Iterator[str]:
    """Hold all public members of a class against Android's; an empty text says that one agrees."""
    name = one.getName()
    if name not in facts:
        yield str(name)
        return
    members = facts[name]["members"]
    made = [made for made in one.getDeclaredConstructors() if is_public(made)]
    is_javas_own = len(made) == 1 and not list(made[0].getParameterTypes())
    for constructor in () if is_javas_own else made:
        yield agrees(members, "<init>", constructor, name)
    for method in one.getDeclaredMethods():
        if is_public(method) and not method.getName().startswith(("fake", "toString")):
            yield agrees(members, method.getName(), method, name)
    for field in one.getDeclaredFields():
        if is_public(field):
            yield is_same_constant(members, field, name)


def agrees(members: dict[str, Any], called: str, method: Any, owner: str) -> str:
    """Hold a method against its overloads in Android, and say what is wrong."""
    takes = [of_java(one) for one in method.getParameterTypes()]
    if called == "<init>":
        gives, is_static = "", False
    else:
        gives, is_static = of_java(method.getReturnType()), bool(method.getModifiers() & 8)
    for told in members.get(called, ()):
        same_length = len(told["takes"]) == len(takes)
        if (
            same_length
            and all(map(fits, takes, told["takes"]))
            and fits(gives, told.get("gives", ""))
            and is_static is told.get("static", False)
            and told.get("since", 0) <= _LEAST
        ):
            return ""
    return f"{owner}.{called}{takes} -> {gives}: {members.get(called)}"


def is_same_constant(members: dict[str, Any], field: Any, owner: str) -> str:
    """Hold a constant against its value in Android, or a field against its type."""
    name = field.getName()
    [told] = members.get(name, [{"is": None}])
    if isinstance(told["is"], dict):
        is_same = fits(of_java(field.getType()), told["is"]["type"])
    else:
        value = field.get(None)
        is_same = told["is"] == (int(value) if isinstance(told["is"], int) else str(value))
    return "" if is_same else f"{owner}.{name}: {told}"


def test_the_facts_say_where_they_come_from() -> None:
    told = json.loads((_FACTS / "android.json").read_text())
    assert {one["licence"] for one in told["sources"]} == {"Apache-2.0"}
    assert importlib.util.find_spec("fitglue_phone.android") is not None
