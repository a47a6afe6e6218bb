"""Keys of the vault: from the environment or a file, several, and made when they are needed."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from fitglue.domain.errors import Misconfigured
from fitglue.domain.secret import Secret
from fitglue.security.keys import KeyRing

ONE, TWO = "one key of thirty-two characters", "two keys of thirty-three letters!"
MAKE = """
import sys
from pathlib import Path
from fitglue.domain.secret import Secret
from fitglue.security.keys import KeyRing
print(KeyRing(Secret(), Path(sys.argv[1])).newest().id.hex())
"""


def test_a_file_is_made_at_first_need_for_nobody_else(tmp_path: Path) -> None:
    ring = KeyRing(Secret(), tmp_path / "secret.key")
    assert ring.all() == ()
    assert not ring.file.exists()
    key = ring.newest()
    assert ring.all() == (key,)
    assert ring.newest() == key
    assert ring.file.stat().st_mode & 0o777 == 0o600


def test_processes_that_need_one_together_get_the_same(tmp_path: Path) -> None:
    def made(_: int) -> str:
        command = [sys.executable, "-c", MAKE, str(tmp_path / "secret.key")]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    with ThreadPoolExecutor(6) as pool:
        assert len(set(pool.map(made, range(6)))) == 1


def test_keys_of_the_environment_come_before_those_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "secret.key"
    kept = KeyRing(Secret(), file).newest()
    ring = KeyRing(Secret(f" {TWO} , {ONE},"), file)
    assert [key.text for key in ring.all()] == [Secret(TWO), Secret(ONE), kept.text]
    assert ring.newest().text == Secret(TWO)
    assert len({key.id for key in ring.all()}) == 3


def test_a_new_key_comes_first_and_older_ones_go(tmp_path: Path) -> None:
    ring = KeyRing(Secret(), tmp_path / "secret.key")
    old = ring.newest()
    ring.put_new_first()
    new, then = ring.all()
    assert then == old
    ring.drop_older()
    assert ring.all() == (new,)
    assert ring.file.stat().st_mode & 0o777 == 0o600
    KeyRing(Secret(ONE), ring.file).drop_older()
    assert not ring.file.exists()


def test_a_short_key_is_refused_and_not_shown(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured) as refused:
        KeyRing(Secret("hunter2"), tmp_path / "secret.key").newest()
    assert "FITGLUE_SECRET_KEY" in refused.value.sentence
    assert "hunter2" not in refused.value.sentence + refused.value.next_step
    (tmp_path / "secret.key").write_bytes(b"a key")
    with pytest.raises(Misconfigured, match=r"secret\.key"):
        KeyRing(Secret(), tmp_path / "secret.key").all()


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", None])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "secret.key"
    if content is None:
        file.mkdir()
    else:
        file.write_bytes(content)
    with pytest.raises(Misconfigured) as refused:
        KeyRing(Secret(), file).all()
    assert str(file) in refused.value.sentence


def test_an_empty_file_is_no_key(tmp_path: Path) -> None:
    ring = KeyRing(Secret(), tmp_path / "secret.key")
    ring.file.touch()
    assert ring.all() == ()
    assert ring.newest() in ring.all()
