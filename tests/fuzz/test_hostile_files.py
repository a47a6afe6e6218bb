"""Files made to do harm are refused early, in little memory, and touch nothing."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from fitglue.testing.hostile import ESCAPED, HOSTILE

MOST_MEMORY_MIB = 64
# How long it takes is measured in bench/; here it only must not hang.
TOO_LONG_S = 20


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_and_nothing_happens(name: str, tmp_path: Path) -> None:
    path = HOSTILE[name](tmp_path)
    before = set(tmp_path.rglob("*"))
    watched = subprocess.run(
        [sys.executable, "-m", "fitglue.testing.under_watch", str(path)],
        capture_output=True,
        timeout=TOO_LONG_S,
        check=True,
        text=True,
    )
    told = json.loads(watched.stdout)
    assert told["refused"], f"{name} was read: {told}"
    assert told["why"].endswith(".")
    assert told["next"]
    assert told["over_idle_mib"] <= MOST_MEMORY_MIB
    assert not told["wrote"]
    assert not told["called"]
    assert set(tmp_path.rglob("*")) == before
    assert not (Path(tempfile.gettempdir()) / ESCAPED).exists()
