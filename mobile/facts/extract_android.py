# ruff: noqa: INP001 - a command, no package
"""Writes android.json: what Android has of the classes that the app uses.

    npm pack @nativescript/types-android@9.1.1 @nativescript/types-android@8.8.0
    python mobile/facts/extract_android.py 9/…/android-platform-37.d.ts 8/…/android-platform-32.d.ts

The typings list the classes of an API level, and the newer ones say with which each came. The
newer lack `android.app.job`, which the older have. Java's numbers are one word there, "number", so
a type that is one is compared as that; names, overloads, classes, values of constants and what is
static are exact. Needs neither Java nor Android.
"""

import json
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
from used_android import declared_names  # ty: ignore[import-not-found] - beside this file

_HERE = Path(__file__).parent
SOURCES = [
    {"name": f"@nativescript/types-android {version}", "licence": "Apache-2.0", "from": "npm"}
    for version in ("9.1.1", "8.8.0")
]
#: Given by what is declared, without a name in the gateway.
_MET = {
    "java.io.File", "java.io.InputStream", "java.io.OutputStream", "java.net.HttpURLConnection",
    "java.net.URLConnection", "java.time.ZoneOffset", "java.util.Collection", "java.util.List",
    "java.lang.Runnable", "javax.crypto.SecretKey",
    "android.health.connect.datatypes.ExerciseSessionType",
    "android.health.connect.HealthPermissions",
}  # fmt: skip
#: Constants of which all are kept, as tables of numbers are held against them.
_ALL_OF = ("EXERCISE_SESSION_TYPE_", "READ_EX", "READ_HEALTH_DATA_", "WRITE_")
_MODULE = re.compile(r"^\t*(?:declare|export) module ([\w.]+) {")
_CLASS = re.compile(
    r"^\t*export (?:abstract )?(class|interface) (\w+)(?:<.*?>)?(?: extends ([\w.]+))?.*{$"
)
_METHOD = re.compile(r"^\t*public (static )?(\w+)(?:<[^(]*>)?\((.*)\): (.*);$")
_MADE = re.compile(r"^\t*public constructor\((.*)\);$")
_FIELD = re.compile(r"^\t*public (static )?(\w+): (.*);$")
_SINCE = re.compile(r"@since (\d+)")


def wanted() -> set[str]:
    """Name the classes that the gateway declares or meets, and those that tests stand in for."""
    stand_ins = _HERE.parent / "tests/android/java"
    places = [path.relative_to(stand_ins).with_suffix("") for path in stand_ins.rglob("*.java")]
    return declared_names() | _MET | {".".join(place.parts) for place in places}


def words() -> set[str]:
    """Give every word that the gateway or a stand-in says: other members need not be kept."""
    gateway = (_HERE.parent / "src/fitglue_phone/android").rglob("*.py")
    stand_ins = (_HERE.parent / "tests/android/java").rglob("*.java")
    said = (path.read_text() for path in (*gateway, *stand_ins))
    return {word for text in said for word in re.findall(r"\w+", text)} | {"<init>"}


def classes(lines: Iterable[str], names: set[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give each class that is wanted, as it is written."""
    place: list[str] = []
    told: dict[str, Any] | None = None
    since = 0
    for line in lines:
        if module := _MODULE.match(line):
            place.append(module[1])
        elif found := _CLASS.match(line):
            name = _named([*place, found[2]])
            place.append(found[2])
            told = {"extends": _plain(found[3] or ""), "since": since or None, "members": {}}
            if name in names or name.split("$")[0] in names:
                yield name, told
            since = 0
        elif line.strip() == "}":
            place.pop()
            told = None
        elif matched := _SINCE.search(line):
            since = int(matched[1])
        elif told is not None and "public" in line:
            _member(line, since, told["members"])
            since = 0


def _named(place: list[str]) -> str:
    """Name a class as Java does: packages with dots, a class in a class with a dollar."""
    parts = ".".join(place).split(".")
    first = next(at for at, part in enumerate(parts) if part[:1].isupper())
    return ".".join([*parts[:first], "$".join(parts[first:])])


def _member(line: str, since: int, members: dict[str, list[Any]]) -> None:
    read = _read(line)
    if read is not None:
        name, told = read
        members.setdefault(name, []).append(told | ({"since": since} if since else {}))


def _read(line: str) -> tuple[str, dict[str, Any]] | None:
    """Read a member: its name, and what it takes and gives, or is."""
    if made := _MADE.match(line):
        return "<init>", {"takes": _types(made[1])}
    if method := _METHOD.match(line):
        types = {"takes": _types(method[3]), "gives": _plain(method[4])}
        return method[2], {**types, "static": bool(method[1])}
    if field := _FIELD.match(line):
        return field[2], {"is": _value(field[3]), "static": bool(field[1])}
    return None


def _types(arguments: str) -> list[str]:
    """Split arguments at commas that are in no brackets."""
    found, depth, begin = [], 0, 0
    for at, letter in enumerate(arguments):
        depth += (
            {"<": 1, "(": 1, ">": -1, ")": -1}.get(letter, 0) if arguments[at - 1] != "=" else 0
        )
        if letter == "," and not depth:
            found.append(arguments[begin:at])
            begin = at + 1
    found.append(arguments[begin:])
    return [_plain(one.split(":", 1)[1]) for one in found if ":" in one]


def _plain(told: str) -> str:
    """Give a type without its parameters, and without saying whether it may be nothing."""
    told = told.strip().removesuffix("| null").strip()
    array = re.fullmatch(r"(?:androidNative|native)\.Array<(.*)>(\[\])?", told)
    if array:
        return f"{_plain(array[1])}[]"
    told = re.sub(r"<.*>", "", told)
    parts = told.split(".")
    first = next((at for at, part in enumerate(parts) if part[:1].isupper()), None)
    return told if first is None else ".".join([*parts[:first], "$".join(parts[first:])])


def _value(told: str) -> Any:
    """Give a constant's value, or its type."""
    if re.fullmatch(r"-?\d+", told):
        return int(told)
    return json.loads(told) if told.startswith('"') else {"type": _plain(told)}


def facts(typings: list[Path]) -> dict[str, Any]:
    """Give all that is wanted."""
    names, said = wanted(), words()
    found: dict[str, Any] = {}
    for one in typings:
        found = dict(classes(one.read_text().splitlines(), names)) | found
    for missing in sorted(names - set(found)):
        sys.stderr.write(f"not in the typings: {missing}\n")
    for told in found.values():
        told["members"] = {
            name: several
            for name, several in sorted(told["members"].items())
            if name != "class" and (name in said or name.startswith(_ALL_OF))
        }
    kept = {name: told for name, told in sorted(found.items()) if _is_kept(name, told, names, said)}
    return {"sources": SOURCES, "facts": kept}


def _is_kept(name: str, told: dict[str, Any], names: set[str], said: set[str]) -> bool:
    return name in names or (bool(told["members"]) and name.rsplit("$", 1)[-1] in said)


if __name__ == "__main__":
    told = facts([Path(one) for one in sys.argv[1:]])
    lines = (f"  {json.dumps(name)}: {json.dumps(one)}" for name, one in told["facts"].items())
    head = json.dumps(told["sources"])
    text = f'{{"sources": {head},\n "facts": {{\n' + ",\n".join(lines) + "\n}}\n"
    (_HERE / "android.json").write_text(text)
