"""Everything the app says to iOS exists in Apple's SDK, with these types. Needs no rubicon-objc."""

import importlib.util
import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

_FACTS = Path(__file__).parents[2] / "facts"
_GATEWAY = Path(__file__).parents[2] / "src/fitglue_phone/ios"
_LETTERS = {
    "number": "qQd", "enum": "qQ", "boolean": "Z", "void": "v", "object": "@", "block": "@",
    "CLLocationCoordinate2D": ("struct",),
}  # fmt: skip


@pytest.fixture(scope="module")
def facts() -> dict[str, Any]:
    told: dict[str, Any] = json.loads((_FACTS / "healthkit.json").read_text())
    return told["facts"]


@pytest.fixture(scope="module")
def used() -> list[dict[str, Any]]:
    command = [sys.executable, str(_FACTS / "used.py")]
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def key_of(one: dict[str, Any]) -> str:
    sign = "+" if one.get("is_of_class") else "-"
    return {
        "Message": f"{sign}[{one.get('owner')} {one.get('selector')}]",
        "BlockShape": f"block of {one.get('of')} {one.get('at')}",
        "Callback": f"{one.get('protocol')} {one.get('selector')}",
        "Raw": f"{one.get('enumeration')}.{one.get('member')}",
        "Text": str(one.get("constant")),
    }.get(one["kind"], str(one.get("name")))


def of_kind(used: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    return [one for one in used if one["kind"] == kind]


def dimension(unit: str) -> Counter[str]:
    """Give a unit's base dimensions, as HKUnit's strings are made: `kcal/(kg*hr)`."""
    base = {
        "m": "length", "cm": "length", "km": "length", "s": "time", "ms": "time", "min": "time",
        "hr": "time", "mL": "volume", "ml": "volume", "%": "count",
    }  # fmt: skip
    above, _, below = unit.partition("/")
    found: Counter[str] = Counter()
    for atoms, step in ((above, 1), (below, -1)):
        for atom in filter(None, re.split(r"[·*()/]", atoms)):
            found[base.get(atom, atom)] += step
    found.pop("count", None)
    return found


def test_all_that_is_used_exists(used: Any, facts: Any) -> None:
    assert len(used) > 200
    assert [key_of(one) for one in used if key_of(one) not in facts] == []


def test_the_facts_hold_nothing_that_is_not_used(used: Any, facts: Any) -> None:
    assert set(facts) == {key_of(one) for one in used}


def test_every_message_is_sent_with_the_types_it_has(used: Any, facts: Any) -> None:
    for one in [*of_kind(used, "Message"), *of_kind(used, "Function")]:
        known = facts[key_of(one)]
        assert len(known["takes"]) == len(one["takes"]), key_of(one)
        for told, ours in zip(
            [*known["takes"], known["gives"]], [*one["takes"], one["gives"]], strict=True
        ):
            assert ours in _LETTERS[told], key_of(one)


def test_every_message_is_there_on_the_oldest_ios_or_behind_newer_types(facts: Any) -> None:
    """Sent to an older iOS it would end the app; types of iOS 18 are nothing on 17."""
    newer = {key for key, told in facts.items() if "[" in key and float(told.get("ios", 0)) > 16}
    assert newer == {"+[HKQuery predicateForWorkoutEffortSamplesRelatedToWorkout:activity:]"}


def test_every_block_and_callback_has_its_signature(used: Any, facts: Any) -> None:
    for one in [*of_kind(used, "BlockShape"), *of_kind(used, "Callback")]:
        assert one["encoding"] == facts[key_of(one)], key_of(one)


def test_every_number_is_the_one_apple_gave(used: Any, facts: Any) -> None:
    for one in of_kind(used, "Raw"):
        assert one["value"] == facts[key_of(one)], key_of(one)


def test_every_key_is_spelled_as_apple_spells_it_and_every_unit_fits(used: Any, facts: Any) -> None:
    for one in of_kind(used, "Text"):
        known = facts[key_of(one)]
        assert one["value"] == known["value"]
        if "unit" in known:
            assert dimension(one["unit"]) == dimension(known["unit"]), one


def test_messages_go_only_through_declarations() -> None:
    """No selector is written anywhere else: rubicon-objc is imported by one file alone."""
    found = {
        path.relative_to(_GATEWAY).as_posix()
        for path in _GATEWAY.rglob("*.py")
        if re.search(r"(?m)^\s*(from|import) rubicon", path.read_text())
    }
    assert found == {"objc.py"}


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ("-[HKWorkout durations]", "a selector that is misspelt"),
        ("+[HKWorkout duration]", "a class method that is none"),
        ("-[HKStatistics maximumQuantityy]", "a letter too many"),
    ],
)
def test_a_message_that_does_not_exist_would_be_found(said: str, wrong: str, facts: Any) -> None:
    assert said not in facts, wrong


def test_a_message_with_another_number_of_values_cannot_be_declared() -> None:
    place = _GATEWAY / "declared.py"
    spec = importlib.util.spec_from_file_location("declared_for_this_test", place)
    assert spec is not None
    assert spec.loader is not None
    declared = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(declared)
    with pytest.raises(ValueError, match="another number of values"):
        declared.Message("-[HKHealthStore executeQuery:]")


@pytest.mark.usefixtures("fake")
def test_the_fake_takes_the_same_types(used: Any) -> None:
    """GNUstep's Foundation is not ours: its own declarations say which numbers are doubles."""
    from rubicon.objc.runtime import SEL, get_class, libobjc  # noqa: PLC0415 - needs the fake

    encoded = {
        "q": "qil",
        "Q": "QILq",
        "d": "d",
        "Z": "CcB",
        "@": "@*^:#",
        "v": "vV",
        "struct": "{",
    }
    checked = 0
    for one in of_kind(used, "Message"):
        owner = get_class(one["owner"])
        if one["is_of_class"]:
            owner = libobjc.object_getClass(owner)
        method = libobjc.class_getInstanceMethod(owner, SEL(one["selector"]))
        if one["owner"] == "NSObject" or not method.value:
            continue
        types = method_types(libobjc.method_getTypeEncoding(method).decode())
        for ours, theirs in zip([one["gives"], *one["takes"]], [types[0], *types[3:]], strict=True):
            assert theirs in encoded[ours], (key_of(one), ours, theirs)
        checked += 1
    assert checked > 150


def method_types(encoding: str) -> list[str]:
    """Split `v24@0:8d16` into the first letters of its types."""
    plain = re.sub(r"[rnNoORV]", "", re.sub(r"\{[^}]*\}", "{", encoding))
    found = re.findall(r"(\^*[{@:#*a-zA-Z?])\??-?\d+", plain)
    return [one[0] for one in found]
