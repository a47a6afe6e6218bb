"""The keys that secrets of services are sealed under: from the environment, or from a file.

Each is a text that nobody can guess, the newest first. The file has one a line; it is made, for
nobody else to read, when something is sealed for the first time. It is read anew each time: it is
small, secrets are sealed seldom, and a rotation in another process is noticed at once.
"""

import hmac
import secrets
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from fitglue.domain.errors import DiskFull, Misconfigured
from fitglue.domain.secret import Secret
from fitglue.durable_file import is_full, remove_durably, sync_folder, write_durably

#: Characters. 128 bits at least, whichever way random bytes are written.
SHORTEST = 32
ID_BYTES = 8

_PRIVATE = 0o600
_PATIENCE_S = 120.0


@dataclass(frozen=True, slots=True)
class Key:
    """A key, and the name by which what is sealed says that it needs this one."""

    text: Secret

    @property
    def material(self) -> bytes:
        """Give the 256 bits of AES: an HKDF-Extract (RFC 5869) of a text that is random already."""
        return hmac.digest(b"fitglue vault 1", self.text.reveal().encode(), "sha256")

    @property
    def id(self) -> bytes:
        """Give its name, which tells nothing of it."""
        return hmac.digest(self.material, b"name", "sha256")[:ID_BYTES]


@dataclass(frozen=True, slots=True)
class KeyRing:
    """All keys of an installation. `given` comes before those of the file."""

    given: Secret
    file: Path

    @property
    def is_given(self) -> bool:
        """Tell whether the operator keeps the newest key, outside of the data folder."""
        return bool(self._given())

    def all(self) -> tuple[Key, ...]:
        """Give the keys that there are, the newest first. Raises Misconfigured."""
        return tuple(dict.fromkeys((*self._given(), *self._kept())))

    def newest(self) -> Key:
        """Give the key to seal under, made if there is none. Raises Misconfigured."""
        keys = self.all()
        if keys:
            return keys[0]
        with self.alone():
            if not self._kept():  # another process may have been faster
                self._write([_new_key()])
        return self.all()[0]

    @contextmanager
    def alone(self) -> Generator[None]:
        """Keep every other process from changing the file. Raises Misconfigured."""
        from filelock import FileLock  # noqa: PLC0415 - 10 ms of a start, for those who change keys

        lock = self.file.with_name(f"{self.file.name}.lock")
        try:
            with FileLock(lock, timeout=_PATIENCE_S, mode=_PRIVATE):
                yield
        except OSError as problem:  # a lock that is held too long is a TimeoutError
            raise _untouchable(self.file, problem) from problem

    def put_new_first(self) -> None:
        """Begin a rotation of the file's keys."""
        self._write([_new_key(), *self._kept()])

    def drop_older(self) -> None:
        """Keep the newest key alone; no file, where that one is given."""
        if self.is_given:
            remove_durably(self.file)
        else:
            self._write(self._kept()[:1])

    def _given(self) -> list[Key]:
        return _keys(self.given.reveal().split(","), "FITGLUE_SECRET_KEY")

    def _kept(self) -> list[Key]:
        try:
            return _keys(self.file.read_text().splitlines(), str(self.file))
        except FileNotFoundError:
            return []
        except (OSError, UnicodeDecodeError) as problem:
            raise _untouchable(self.file, problem) from problem

    def _write(self, keys: Iterable[Key]) -> None:
        # Both synced, the file and its name: what is sealed a moment later is worth as much.
        lines = "".join(f"{key.text.reveal()}\n" for key in keys)
        write_durably(self.file, lines.encode(), mode=_PRIVATE)
        sync_folder(self.file.parent)


def _new_key() -> Key:
    return Key(Secret(secrets.token_urlsafe(32)))


def _keys(texts: Iterable[str], place: str) -> list[Key]:
    keys = [Key(Secret(text.strip())) for text in texts if text.strip()]
    if any(len(key.text.reveal()) < SHORTEST for key in keys):
        raise Misconfigured(
            f"{place} has a key of fewer than {SHORTEST} characters, which can be guessed.",
            "Use the key that it had before, or make one: openssl rand -base64 32",
        )
    return keys


def _untouchable(file: Path, problem: Exception) -> Misconfigured:
    if isinstance(problem, OSError) and is_full(problem):
        return DiskFull.at(file.parent)
    reason = problem.strerror if isinstance(problem, OSError) else None
    return Misconfigured(
        f"The file of keys {file} cannot be used: {reason or 'it is no text'}.",
        f"Let FitGlue read and write it, and nobody else: chmod 600 {file.name}",
    )
