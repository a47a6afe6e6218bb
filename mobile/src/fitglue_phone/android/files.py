"""Files that are there whole or not at all."""

import os
from pathlib import Path


def write_whole(file: Path, content: bytes) -> None:
    """Write a file durably, in the place of an earlier one."""
    file.parent.mkdir(parents=True, exist_ok=True)
    beginning = file.with_suffix(".part")
    with beginning.open("wb") as writing:
        writing.write(content)
        writing.flush()
        os.fsync(writing.fileno())
    beginning.replace(file)
