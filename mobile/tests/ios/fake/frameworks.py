"""Builds the fake frameworks, Objective-C on GNUstep, and lets a test speak to them."""

import ctypes
import ctypes.util
import importlib.util
import json
import platform
import shutil
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

_SOURCES = Path(__file__).parent
PACKAGES = "clang gobjc libgnustep-base-dev libblocksruntime-dev"
_OBJECTIVE_C = [
    "-fobjc-runtime=gcc",
    "-fblocks",
    "-fobjc-exceptions",
    "-fexceptions",
    "-Wno-everything",
    "-D_NATIVE_OBJC_EXCEPTIONS",
    "-DGNUSTEP",
    "-DGNUSTEP_BASE_LIBRARY=1",
    "-DGNU_RUNTIME=1",
    "-fconstant-string-class=NSConstantString",
    "-I/usr/include/GNUstep",
]
# The blocks' runtime comes first: GNUstep has one of its own, which knows other stack blocks.
_LIBRARIES = ["-Wl,--no-as-needed", "-l:libBlocksRuntime.so.0", "-lobjc", "-lgnustep-base"]


def why_not() -> str:
    """Say what keeps the fake from being built here, or nothing."""
    if platform.machine() != "x86_64" or platform.system() != "Linux":
        return "the fake HealthKit is for Linux on x86-64"
    if importlib.util.find_spec("rubicon") is None:
        return "pip install rubicon-objc"
    found = shutil.which("clang") and _gcc() and Path("/usr/include/GNUstep").is_dir()
    return "" if found else f"apt-get install --no-install-recommends {PACKAGES}"


def _gcc() -> Path | None:
    """Give the folder where GCC's Objective-C runtime lies."""
    found = sorted(Path("/usr/lib/gcc/x86_64-linux-gnu").glob("*/include/objc"))
    return found[-1].parent.parent if found else None


def built(folder: Path) -> Path:
    """Build the runtime's shim and the fake; give the library that holds all frameworks."""
    gcc = _gcc()
    shim, fake = folder / "libruntime.so", folder / "libfake.so"
    common = ["-shared", "-fPIC", "-O1", f"-L{gcc}", f"-L{folder}"]
    _run(
        ["gcc", *common, "-w", "-o", shim, _SOURCES / "runtime.c", *_LIBRARIES, "-lpthread", "-ldl"]
    )
    includes = [f"-I{_SOURCES / 'inc'}", f"-I{gcc}/include"]
    sources = sorted(_SOURCES.glob("*.m"))
    mine = [*_LIBRARIES, "-lruntime", "-Wl,-rpath,$ORIGIN"]
    _run(["clang", *common, *_OBJECTIVE_C, *includes, "-o", fake, *sources, *mine])
    return fake


def _run(command: list[str | Path]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed: {done.stderr[-2000:]}")


#: What `find_library` is asked for by rubicon-objc and by the app.
_FRAMEWORKS = frozenset(
    ["c", "objc", "Foundation", "HealthKit", "CoreLocation", "BackgroundTasks", "UIKit", "Security"]
)


def connected(library: Path) -> "Fake":
    """Let everything that loads a framework in this process get the fake."""
    real: Callable[[str], str | None] = ctypes.util.find_library

    def find(name: str) -> str | None:
        return str(library) if name in _FRAMEWORKS else real(name)

    setattr(ctypes.util, "find_library", find)  # noqa: B010 - its type has a name, ours another
    return Fake(library)


class Fake:
    """The other side: what lies in Health, what fails, what happened."""

    def __init__(self, library: Path) -> None:
        self.library = library
        self._fake = ctypes.CDLL(str(library)).fake
        self._fake.restype, self._fake.argtypes = ctypes.c_char_p, [ctypes.c_char_p]

    def tell(self, **told: Any) -> dict[str, Any]:
        """Say something in JSON, see Control.m."""
        answer: dict[str, Any] = json.loads(self._fake(json.dumps(told).encode()))
        return answer

    def reset(self) -> None:
        """Forget everything, as on a new phone whose app has the sentences it needs."""
        self.tell(reset=True, plist=PLIST)

    def holds(self, *workouts: Mapping[str, Any]) -> None:
        """Put workouts into Health."""
        self.tell(workouts=list(workouts))

    def fails(self, **codes: int) -> None:
        """Let operations fail from now on, and all others work."""
        self.tell(failures=codes)

    def counted(self, what: str) -> int:
        """Tell how often something happened."""
        return int(self.tell(counts=True).get(what, 0))

    def waits_for(self, what: str, times: int = 1) -> None:
        """Wait until something happened so often, on another thread."""
        deadline = time.monotonic() + 10
        while self.counted(what) < times:
            if time.monotonic() > deadline:
                raise TimeoutError(f"{what}: {self.counted(what)} of {times}")
            time.sleep(0.005)


PLIST = {
    "NSHealthShareUsageDescription": "why", "NSHealthUpdateUsageDescription": "why",
    "BGTaskSchedulerPermittedIdentifiers": ["app.fitglue.phone.refresh"],
}  # fmt: skip
