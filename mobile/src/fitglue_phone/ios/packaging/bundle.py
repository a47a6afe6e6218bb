"""The Python inside: compiled, so that a wake spends no seconds on it, and without OpenSSL.

The bundle is read-only, so nothing is ever compiled on the phone and kept. The app uploads through
NSURLSession; `_ssl` and `_hashlib` would bring a library that Apple wants signed by its makers.
"""

import compileall
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from py_compile import PycInvalidationMode
from typing import Final

_OPENSSL: Final = re.compile(r"^(lib)?(_ssl|_hashlib|ssl|crypto)(\.|$)")


class Unfit(Exception):
    """The folder or this Python cannot be used; the sentence says what to do."""


def drop_openssl(folder: Path) -> Iterator[str]:
    """Remove the extension modules that hold OpenSSL, and the libraries beside them."""
    for path in sorted(folder.rglob("*")):
        if _OPENSSL.match(path.name) and path.suffix != ".py" and path.exists():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
            yield f"removed {path.relative_to(folder)}"


def compile_all(folder: Path) -> Iterator[str]:
    """Compile all Python below a folder. Raises Unfit.

    The files are not compared with their sources later: copying changes times, and hashing them
    at every import costs what compiling saves.
    """
    _check_version(folder)
    for place in [*_apps(folder), *_libraries(folder)]:
        well = compileall.compile_dir(
            str(place), quiet=2, force=True, stripdir=str(place),
            invalidation_mode=PycInvalidationMode.UNCHECKED_HASH,
        )  # fmt: skip
        if not well:
            raise Unfit(f"Not all of {place.name} is Python {_mine()}: see what was printed above.")
        yield f"compiled {place.relative_to(folder)}"


def _apps(folder: Path) -> list[Path]:
    """Find where Briefcase put our packages and those of others: side by side."""
    return sorted(path.parent for path in folder.rglob("app_packages"))


def _libraries(folder: Path) -> list[Path]:
    return sorted(folder.rglob("lib/python3.*"))


def _check_version(folder: Path) -> None:
    """Bytecode is of one minor version, the one whose standard library lies in the bundle."""
    bundled = {path.name.removeprefix("python") for path in _libraries(folder)}
    if bundled and bundled != {_mine()}:
        needed = ", ".join(sorted(bundled))
        raise Unfit(f"The bundle has Python {needed} and this is {_mine()}: run it with that one.")


def _mine() -> str:
    return f"{sys.version_info.major}.{sys.version_info.minor}"
