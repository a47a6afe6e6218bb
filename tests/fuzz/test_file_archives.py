"""Archives with bytes changed anywhere give workouts, what was set aside, or a refusal."""

import random
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from fitglue.domain.arrival import SourceTools
from fitglue.domain.errors import Unreadable
from fitglue.sources.file_upload import plugin
from fitglue.testing.recorded_files import garmin_archive, strava_archive

CHANGES = 150
TOOLS = SourceTools(default_zone="UTC", zone_at=lambda *_: None, keep_originals=False)


def changed(content: bytes, chance: random.Random) -> bytes:
    """Change some bytes, cut a piece out, double one, or cut the end off."""
    made = bytearray(content)
    first, last = sorted(chance.randrange(len(made)) for _ in "12")
    match chance.randrange(4):
        case 0:
            for _ in range(chance.randint(1, 20)):
                made[chance.randrange(len(made))] = chance.randrange(256)
        case 1:
            del made[first : min(last, first + 200)]
        case 2:
            made[first:first] = made[first : min(last, first + 200)]
        case _:
            del made[first:]
    return bytes(made)


@pytest.mark.parametrize("archive", [strava_archive, garmin_archive])
def test_a_changed_archive_is_read_or_refused(
    archive: Callable[[Path], Path], tmp_path: Path
) -> None:
    content = archive(tmp_path).read_bytes()
    path = tmp_path / "changed.zip"
    for seed in range(CHANGES):
        path.write_bytes(changed(content, random.Random(seed)))  # noqa: S311 - no secret
        with suppress(Unreadable):
            plugin.recognises(path, path.name)
            list(plugin.read(path, TOOLS))
