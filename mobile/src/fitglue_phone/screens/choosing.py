"""What a person chose to have sent of the time before: kept, so that progress has a whole."""

import json
from dataclasses import asdict
from pathlib import Path

from fitglue_phone.screens.facts import Chosen


class ChosenFile:
    """A small file. What cannot be read was never chosen: nothing depends on it but a bar."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def get(self) -> Chosen | None:
        """Give what was chosen."""
        try:
            return Chosen(**json.loads(self._file.read_text()))
        except (OSError, ValueError, TypeError):
            return None

    def put(self, chosen: Chosen) -> None:
        """Keep a choice, in the place of an earlier one."""
        self._file.parent.mkdir(parents=True, exist_ok=True)
        beginning = self._file.with_suffix(".part")
        beginning.write_text(json.dumps(asdict(chosen)))
        beginning.rename(self._file)
