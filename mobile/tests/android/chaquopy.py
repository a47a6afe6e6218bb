"""Chaquopy's `java` module, on JPype: a Java machine on this one, with stand-ins for Android.

What is proved is that names, overloads and types exist. How Chaquopy converts values is its own
matter; where the two differ, strings are Python's and collections are arrays, as Chaquopy has it.
"""

import importlib
import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

_SOURCES = Path(__file__).parent / "java"
OVERRIDES: dict[str, tuple[Any, list[Any]]] = {}


def why_not() -> str:
    """Say what is missing on this machine; nothing if all is there."""
    if importlib.util.find_spec("jpype") is None:
        return "JPype1 is not installed"
    return "" if shutil.which("javac") else "there is no javac"


def compiled(folder: Path) -> Path:
    """Compile the stand-ins."""
    sources = [str(path) for path in sorted(_SOURCES.rglob("*.java"))]
    subprocess.run(["javac", "-nowarn", "-d", str(folder), *sources], check=True)
    return folder


def started(classes: Path) -> Any:
    """Start the Java machine with the stand-ins, and put `java` where the app looks for it."""
    jpype = importlib.import_module("jpype")
    if not jpype.isJVMStarted():
        small = ("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xrs")
        jpype.startJVM(*small, classpath=[str(classes)], convertStrings=True)
    module = ModuleType("java")
    module.__dict__.update(
        jclass=jpype.JClass, jarray=jpype.JArray, dynamic_proxy=_dynamic_proxy,
        static_proxy=_static_proxy, Override=_override, jboolean=jpype.JBoolean,
    )  # fmt: skip
    sys.modules["java"] = module
    jpype.JClass("fake.Keystore").install()
    return jpype


def packages() -> dict[str, Any]:
    """Give what `from android.app.job import …` finds, for the one module that says so."""
    jclass = sys.modules["java"].jclass
    names = {one: jclass(f"android.app.job.{one}") for one in ("JobParameters", "JobService")}
    return {
        "android": ModuleType("android"), "android.app": ModuleType("android.app"),
        "android.app.job": SimpleNamespace(**names),
    }  # fmt: skip


def _dynamic_proxy(*interfaces: Any) -> type:
    jpype = importlib.import_module("jpype")

    class Proxied:
        def __new__(cls, *values: Any, **named: Any) -> Any:
            made = object.__new__(cls)
            made.__init__(*values, **named)  # type: ignore[misc]
            return jpype.JProxy(list(interfaces), inst=made)

    return Proxied


def _static_proxy(extends: Any) -> type:
    """Give a class with the Java class' own methods, as far as a service of ours calls them."""
    phone = sys.modules["java"].jclass("fake.Phone")

    class Made:
        java_class = extends

        def getApplicationContext(self) -> Any:  # noqa: N802
            return phone.app

        def jobFinished(self, parameters: Any, again: bool) -> None:  # noqa: N802, FBT001
            assert again is False
            phone.finished.add(parameters.getJobId())

    return Made


def _override(gives: Any, takes: list[Any]) -> Any:
    def noted(method: Any) -> Any:
        OVERRIDES[method.__name__] = (gives, takes)
        return method

    return noted
