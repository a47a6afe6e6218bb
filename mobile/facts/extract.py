# ruff: noqa: INP001 - two commands, no package
"""Writes healthkit.json: what Apple's SDK says of each thing that the app uses.

    pip download --no-deps --only-binary :all: --platform macosx_14_0_arm64 --python-version 3.13 \
        --implementation cp pyobjc-framework-HealthKit
    npm pack @nativescript/types-ios @kingstinct/react-native-healthkit
    python mobile/facts/extract.py FOLDER

FOLDER has the three unpacked: `pyobjc`, `nativescript`, `kingstinct`. The first has exact selectors
and encodings of blocks, constants and enumerations; the second every class of every framework,
with selectors whose colons are lost; the third units, and what metadata keys are spelled like.
"""

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_HERE = Path(__file__).parent
_FRAMEWORKS = (
    "ObjectiveC", "Foundation", "HealthKit", "_LocationEssentials", "BackgroundTasks", "UIKit",
    "Security",
)  # fmt: skip
SOURCES = [
    {"name": "pyobjc-framework-HealthKit 12.2.2", "licence": "MIT", "from": "PyPI"},
    {"name": "@nativescript/types-ios 9.1.2", "licence": "Apache-2.0", "from": "npm"},
    {"name": "@kingstinct/react-native-healthkit 16.0.0", "licence": "MIT", "from": "npm"},
]
#: Counting references by hand is hidden from languages that do it for you.
#: https://developer.apple.com/documentation/objectivec/nsobject-swift.protocol
_BY_HAND = {f"-[NSObject {name}]": ([], gives) for name, gives in (
    ("retain", "this"), ("release", "void"), ("autorelease", "this"),
)}  # fmt: skip
_CLASS = re.compile(r"^(?:declare )?(?:class|interface) (\w+)(?:<[^>]*>)?(?: extends ([\w]+))?")
_METHOD = re.compile(r"^\t(static )?(\w+)\??(?:<.*?>)?\((.*)\): (.*);")
_PROPERTY = re.compile(r"^\t(static )?(readonly )?(\w+)\??: (.*?);")
_NAMED = re.compile(r"^declare (?:var|const) (\w+): ")
_FUNCTION = re.compile(r"^declare function (\w+)\((.*)\): (.+);")


@dataclass
class Sdk:
    """What the typings say."""

    supers: dict[str, str | None] = field(default_factory=dict)
    members: dict[tuple[str, str], tuple[list[str], str]] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    functions: dict[str, tuple[list[str], str]] = field(default_factory=dict)
    enums: dict[str, dict[str, int]] = field(default_factory=dict)
    since: dict[tuple[str, str], str] = field(default_factory=dict)  # "" is the class itself

    def read(self, text: str) -> None:
        """Read one framework's typings."""
        owner = enum = None
        since = ""
        for line in text.splitlines():
            if found := re.match(r"\s*\* @since ([\d.]+)", line):
                since = found[1]
                continue
            if found := re.match(r"declare const enum (\w+) \{", line):
                enum = self.enums.setdefault(found[1], {})
            elif enum is not None and (found := re.match(r"\t(\w+) = (-?\d+)", line)):
                enum[found[1]] = int(found[2])
            elif line.startswith("}"):
                owner = enum = None
            elif found := _CLASS.match(line):
                owner = found[1]
                self.supers.setdefault(owner, found[2])
                self.since.setdefault((owner, ""), since)
            elif owner:
                self._member(owner, line, since)
            else:
                self._alone(line)
            if not line.strip().startswith(("*", "/*")):
                since = ""

    def _member(self, owner: str, line: str, since: str) -> None:
        if found := _METHOD.match(line):
            key = ("+" if found[1] else "-") + found[2]
            self._add(owner, key, (_types(found[3]), found[4].split("; //")[0]), since)
        elif found := _PROPERTY.match(line):
            sign, name = "+" if found[1] else "-", found[3]
            capital = name[0].upper() + name[1:]
            self._add(owner, sign + name, ([], found[4]), since)
            if found[4] == "boolean":
                self._add(owner, f"{sign}is{capital}", ([], found[4]), since)
            if not found[2]:
                self._add(owner, f"{sign}set{capital}", ([found[4]], "void"), since)

    def _add(self, owner: str, key: str, types: tuple[list[str], str], since: str) -> None:
        self.members.setdefault((owner, key), types)
        self.since.setdefault((owner, key), since)

    def _alone(self, line: str) -> None:
        if found := _FUNCTION.match(line):
            self.functions[found[1]] = (_types(found[2]), found[3])
        elif found := _NAMED.match(line):
            self.names.add(found[1])

    def find(self, owner: str, key: str) -> tuple[list[str], str] | None:
        """Find a member in a class or in those above it."""
        return self.members.get((self.home(owner, key), key))

    def home(self, owner: str, key: str) -> str:
        """Name the class, at or above `owner`, or the protocol of all that has a member."""
        above: str | None = owner
        while above:
            if (above, key) in self.members:
                return above
            above = self.supers.get(above) or ("NSObject" if above != "NSObject" else None)
        return "NSObjectProtocol"

    def ios(self, owner: str, key: str) -> str:
        """Give the version of iOS that a member of a class came with, at the latest."""
        versions = (self.since.get((owner, "")), self.since.get((self.home(owner, key), key)))
        return max(filter(None, versions), key=float, default="")


def _types(parameters: str) -> list[str]:
    """Split `a: X, b: (p1: Y, p2: Z) => void` into its types."""
    found, depth, start = [], 0, 0
    for place, letter in enumerate([*parameters, ","]):
        depth += (letter in "(<{[") - (
            letter in ")}]" or (letter == ">" and parameters[place - 1] != "=")
        )
        if letter == "," and not depth:
            found.append(parameters[start:place].split(": ", 1)[-1].strip())
            start = place + 1
    return [one for one in found if one]


def _flat(selector: str) -> str:
    first, *others = [one for one in selector.split(":") if one]
    return first + "".join(one[0].upper() + one[1:] for one in others)


def _typings(folder: Path) -> Sdk:
    sdk = Sdk()
    place = next(folder.glob("nativescript/**/objc-x86_64"))
    for name in _FRAMEWORKS:
        sdk.read((place / f"objc!{name}.d.ts").read_text())
    return sdk


def _pyobjc(folder: Path) -> tuple[dict[str, str], dict[str, int], set[str]]:
    """Read encodings of blocks by `Class selector argument`, enumerations, and constants."""
    text = next(folder.glob("pyobjc*/**/HealthKit/_metadata.py")).read_text()
    constants = "$".join(re.findall(r'constants = """(.*?)"""', text, re.DOTALL))
    enums = "$".join(re.findall(r'enums = """(.*?)"""', text, re.DOTALL))
    numbers = dict(one.split("@", 1) for one in enums.split("$") if "@" in one)
    return (
        dict(_blocks(ast.parse(text))),
        {name: int(value) for name, value in numbers.items() if re.fullmatch(r"-?\d+", value)},
        {one.split("@")[0] for one in constants.split("$") if one},
    )


def _blocks(tree: ast.AST) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "r" and node.args[2:]:
            owner, selector, told = (ast.literal_eval(one) for one in node.args)
            for index, argument in told.get("arguments", {}).items():
                if "callable" in argument:
                    yield f"{owner.decode()} {selector.decode()} {index - 2}", _encoding(argument)


def _encoding(argument: dict[str, Any]) -> str:
    called = argument["callable"]
    kinds = [called["arguments"][index].get("type", b"@?") for index in sorted(called["arguments"])]
    return b"".join([called["retval"]["type"], *kinds[1:]]).decode()


class Facts:
    """Answers for each declaration what the three sources say of it."""

    def __init__(self, folder: Path) -> None:
        self._sdk = _typings(folder)
        self._blocks, self._numbers, self._constants = _pyobjc(folder)
        schema = next(folder.glob("kingstinct/**/generated/healthkit-schema.json"))
        self._schema = json.loads(schema.read_text())

    def of(self, one: dict[str, Any]) -> tuple[str, Any]:
        """Give the key of a declaration and what is known, None if nothing is."""
        return getattr(self, f"_{one['kind'].lower()}")(one)

    def _message(self, one: dict[str, Any]) -> tuple[str, Any]:
        sign = "+" if one["is_of_class"] else "-"
        written = f"{sign}[{one['owner']} {one['selector']}]"
        found = _BY_HAND.get(written) or self._sdk.find(one["owner"], sign + _flat(one["selector"]))
        if found and written.startswith("+[NSNumber numberWith"):
            found = (found[0], "NSNumber")  # the typings unwrap it
        ios = self._sdk.ios(one["owner"], sign + _flat(one["selector"]))
        return written, found and self._simple(*found) | ({"ios": ios} if ios else {})

    def _simple(self, takes: list[str], gives: str) -> dict[str, Any]:
        return {"takes": [self._kind(one) for one in takes], "gives": self._kind(gives)}

    def _kind(self, written: str) -> str:
        plain = written.split(" | ", maxsplit=1)[0]
        if plain in {"number", "boolean", "void", "CLLocationCoordinate2D"}:
            return plain
        if plain in self._sdk.enums:
            return "enum"
        return "block" if plain.startswith("(") else "object"

    def _blockshape(self, one: dict[str, Any]) -> tuple[str, Any]:
        key = f"{one['of']} {one['at']}"
        owner, selector = one["of"].split()
        flat = _flat(selector)
        found = self._sdk.find(owner, "-" + flat) or self._sdk.find(owner, "+" + flat)
        return f"block of {key}", self._blocks.get(key) or (
            found and self._letters(found[0][one["at"]])
        )

    def _letters(self, written: str) -> str:
        """Write `(p1: NSData | null, p2: boolean) => void` as `v@Z`."""
        inner = written[1 : written.rindex(") =>")]
        kinds = {"boolean": "Z", "enum": "q", "number": "q", "block": "@?"}
        return "v" + "".join(kinds.get(self._kind(one), "@") for one in _types(inner))

    def _callback(self, one: dict[str, Any]) -> tuple[str, Any]:
        found = self._sdk.members.get((one["protocol"], "-" + _flat(one["selector"])))
        letters = found and self._letters(
            f"({', '.join(f'p: {kind}' for kind in found[0])}) => void"
        )
        gives = {"boolean": "Z", "object": "@"}.get(self._kind(found[1])) if found else None
        if letters and gives:
            letters = gives + letters[1:]
        return f"{one['protocol']} {one['selector']}", letters

    def _function(self, one: dict[str, Any]) -> tuple[str, Any]:
        found = self._sdk.functions.get(one["name"])
        return one["name"], found and self._simple(*found)

    def _symbol(self, one: dict[str, Any]) -> tuple[str, Any]:
        return one["name"], one["name"] in self._sdk.names or None

    def _raw(self, one: dict[str, Any]) -> tuple[str, Any]:
        told = self._sdk.enums.get(one["enumeration"], {}).get(one["member"])
        written = f"{one['enumeration']}.{one['member']}"
        names = (one["enumeration"] + one["member"], "HK" + one["member"], one["member"])
        other = next((self._numbers[name] for name in names if name in self._numbers), told)
        return written, other if told in {None, other} else None

    def _text(self, one: dict[str, Any]) -> tuple[str, Any]:
        key = one["constant"]
        quantity = {row["name"]: row for row in self._schema["quantityIdentifiers"]}.get(key)
        metadata = {row["keyConstant"]: row for row in self._schema["metadataKeys"]}.get(key)
        if key not in self._constants:
            return key, None
        if metadata:
            return key, {"value": metadata["rawKey"]}
        if quantity:
            return key, {"value": key, "unit": quantity["canonicalUnit"], "ios": quantity["ios"]}
        return key, None


def main(folder: Path) -> None:
    """Write the facts; what is used and not found is said, and left out."""
    command = [sys.executable, str(_HERE / "used.py")]
    listed = subprocess.run(command, capture_output=True, check=True)  # noqa: S603 - our own
    used = json.loads(listed.stdout)
    facts = Facts(folder)
    known = dict(sorted(facts.of(one) for one in used))
    for key in (key for key, told in known.items() if told is None):
        sys.stderr.write(f"not in the SDK: {key}\n")
    told = {key: value for key, value in known.items() if value is not None}
    written = json.dumps({"sources": SOURCES, "facts": told}, indent=1, ensure_ascii=False)
    (_HERE / "healthkit.json").write_text(written + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
