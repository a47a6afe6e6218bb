# ruff: noqa: INP001 - two commands, no package
"""Lists what of Apple's SDK the app uses, as JSON: the declarations of `fitglue_phone.ios`.

Needs neither iOS nor rubicon-objc, which gets a stand-in: declaring loads nothing.
"""

import importlib
import json
import pkgutil
import sys
from ctypes import c_bool, c_char_p, c_double, c_int32, c_long, c_ulong, c_void_p
from pathlib import Path
from types import ModuleType
from typing import Any

_LETTERS = {
    None: "v", c_void_p: "@", c_char_p: "@", c_bool: "Z", c_long: "q", c_ulong: "Q", c_double: "d",
    c_int32: "q",
}  # fmt: skip


class _StandIn(ModuleType):
    """A module that has every name."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.__path__ = []

    def __getattr__(self, name: str) -> Any:
        return object


def declared() -> list[Any]:
    """Import all of the gateway and give its declarations."""
    for name in ("rubicon", "rubicon.objc", "rubicon.objc.runtime"):
        sys.modules[name] = _StandIn(name)
    sys.path.insert(0, str(Path(__file__).parents[1] / "src"))
    gateway = importlib.import_module("fitglue_phone.ios")
    for module in pkgutil.walk_packages(gateway.__path__, "fitglue_phone.ios."):
        if ".packaging" not in module.name:
            importlib.import_module(module.name)
    return list(importlib.import_module("fitglue_phone.ios.declared").DECLARED)


def row(one: Any) -> dict[str, Any]:
    """Describe one declaration."""
    told = {"kind": type(one).__name__}
    names = (
        "owner", "selector", "is_of_class", "encoding", "of", "at", "protocol", "library", "name",
        "enumeration", "member", "constant", "unit",
    )  # fmt: skip
    told |= {name: getattr(one, name) for name in names if hasattr(one, name)}
    if hasattr(one, "takes"):
        told["gives"] = _LETTERS.get(one.gives, "struct")
        told["takes"] = [_LETTERS.get(kind, "struct") for kind in one.takes]
    if isinstance(one, int | str):
        told["value"] = int(one) if isinstance(one, int) else str(one)
    return told


if __name__ == "__main__":
    sys.stdout.write(json.dumps([row(one) for one in declared()]))
