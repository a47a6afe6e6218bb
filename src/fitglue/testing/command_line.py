"""The program as a person runs it: a process, its output, its exit code."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_LONGEST_S = 120


@dataclass(frozen=True, slots=True)
class Ended:
    """A command that ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Read what it printed as JSON."""
        return json.loads(self.out)


@dataclass(frozen=True, slots=True)
class CommandLine:
    """Runs `fitglue` with a data folder of its own."""

    data: Path

    @property
    def environment(self) -> Mapping[str, str]:
        """Give this process's environment, with settings that point at the data folder."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("FITGLUE")}
        return {**kept, "FITGLUE_DATA": str(self.data), "FITGLUE_ZONE": "Europe/Paris"}

    def command(self, *arguments: str | Path) -> list[str]:
        """Give the command as a list."""
        return [sys.executable, "-m", "fitglue", *map(str, arguments)]

    def run(self, *arguments: str | Path, **settings: str) -> Ended:
        """Run a command to its end, with more variables if given.

        Raises AssertionError when it showed a traceback.
        """
        ended = subprocess.run(  # noqa: S603 - our own program
            self.command(*arguments),
            env={**self.environment, **settings},
            capture_output=True,
            text=True,
            timeout=_LONGEST_S,
            check=False,
        )
        if "Traceback" in ended.stderr:
            raise AssertionError(ended.stderr)
        return Ended(ended.returncode, ended.stdout, ended.stderr)


@dataclass(frozen=True, slots=True)
class Imported:
    """An installation that took a file in, and what it printed of that."""

    fitglue: CommandLine
    told: Any
