"""The watched folder: a file put there is imported for the owner, then lies in `done` or `refused`.

A file that has settled moves to `.working/<import id>/NAME`, and the import of that id is queued.
When the import is over the file moves on, with `NAME.why.txt` beside it if anything was not taken.
The folder and the import's row tell all there is to know, so that an end at any moment loses
nothing: a file at work without a row goes back, one whose import is over moves on at the next look.
"""

import logging
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from fitglue.instance import Instance
from fitglue.store.tables import ImportRow

_LOOK_EVERY_S = 2.0
_SETTLED_AFTER_S = 3.0
_WORKING, _LOCK = ".working", "lock"
_WHY = ".why.txt"
#: What browsers, copying programs and editors call a file that is not whole yet.
_UNFINISHED = (".part", ".partial", ".tmp", ".temp", ".crdownload", ".download", ".swp", "~")
_OVER = {"done", "refused", "cancelled"}
log = logging.getLogger(__name__)

_State = tuple[int, int]  # size in bytes, and when it last changed in ns


@dataclass(slots=True)
class Inbox:
    """A folder that is looked into every few seconds by one process at a time."""

    instance: Instance
    folder: Path
    settled_after_s: float = _SETTLED_AFTER_S
    _seen: dict[str, tuple[_State, float]] = field(default_factory=dict)
    _warned: set[str] = field(default_factory=set)
    _stopping: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def start(self) -> None:
        """Look from now on, in a thread."""
        self._thread = threading.Thread(target=self._watch, name="inbox", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Look no more."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()

    def look(self) -> None:
        """Move on what is over, and begin what has settled. Raises OSError, DBAPIError."""
        from filelock import FileLock, Timeout  # noqa: PLC0415 - for the few who watch a folder

        working = self.folder / _WORKING
        working.mkdir(parents=True, exist_ok=True)
        try:
            with FileLock(working / _LOCK, timeout=0):
                for at_work in _subfolders(working):
                    self._let(self._move_on, at_work)
                for path in self._settled():
                    self._let(self._begin, path)
        except Timeout:  # another process looks
            return

    def _watch(self) -> None:
        while not self._stopping.wait(_LOOK_EVERY_S):
            self.look_on()

    def look_on(self) -> None:
        """Look, and whatever goes wrong is told to the log: the next look may fare better."""
        try:
            self.look()
        except OSError as problem:
            self._warn_once(f"the inbox cannot be looked into: {problem.strerror}")
        except DBAPIError:
            self._warn_once("the inbox waits for the database")
        except Exception:
            log.exception("looking into the inbox failed; trying again")

    def _let(self, action: Callable[[Path], None], path: Path) -> None:
        """Do something with one file: one that cannot be moved keeps no other waiting."""
        try:
            action(path)
        except OSError as problem:
            self._warn_once(f"a file of the inbox cannot be moved: {problem.strerror}")

    def _warn_once(self, sentence: str) -> None:
        if sentence not in self._warned:
            self._warned.add(sentence)
            log.warning(sentence)

    def _settled(self) -> Iterator[Path]:
        """Give the files that nobody has changed for a while."""
        now_s = time.monotonic()
        there = {path.name: (path, _state(path)) for path in _plain_files(self.folder)}
        self._seen = {name: seen for name, seen in self._seen.items() if name in there}
        for name, (path, state) in sorted(there.items()):
            before, since_s = self._seen.get(name, (None, now_s))
            if before != state:
                self._seen[name] = state, now_s
            elif now_s - since_s >= self.settled_after_s:
                yield path

    def _begin(self, path: Path) -> None:
        account = self.instance.store.accounts.first()
        if account is None:  # nobody has an account here yet
            return
        key = str(uuid.uuid4())
        taken = self.folder / _WORKING / key / path.name
        taken.parent.mkdir()
        path.rename(taken)
        self.instance.queue_import(account.id, taken, path.name, key=key)
        log.info("a file of the inbox is imported", extra={"import": key})

    def _move_on(self, at_work: Path) -> None:
        path = next(at_work.iterdir(), None)
        row = self.instance.store.imports.get(at_work.name)
        if path is not None:
            if row is None or (row.state in _OVER and path.stat().st_size != row.size_bytes):
                path.rename(_free(self.folder, path.name))  # it grew: it was not whole yet
            elif row.state in _OVER:
                _put(path, self.folder / row.state, _why(row))
            else:
                return
        at_work.rmdir()


def inbox_of(instance: Instance) -> Inbox | None:
    """Give the watched folder, if the settings name one."""
    folder = instance.settings.inbox
    return Inbox(instance, folder) if folder is not None else None


def _subfolders(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.is_dir())


def _plain_files(folder: Path) -> Iterator[Path]:
    """Give the files of a folder that are there to be taken: none hidden, unfinished or linked."""
    for path in folder.iterdir():
        name = path.name.lower()
        left_alone = name.startswith((".", "~")) or name.endswith(_UNFINISHED)
        if not left_alone and path.is_file() and not path.is_symlink():
            yield path


def _state(path: Path) -> _State:
    found = path.stat()
    return found.st_size, found.st_mtime_ns


def _put(path: Path, folder: Path, why: str) -> None:
    """Move a file to its place, what is to be said of it first: half of this is done again."""
    folder.mkdir(exist_ok=True)
    place = _free(folder, path.name)
    if why:
        place.with_name(place.name + _WHY).write_text(why, encoding="utf-8")
    path.rename(place)


def _free(folder: Path, name: str) -> Path:
    """Give a path in a folder that no file has."""
    path, number = folder / name, 1
    while path.exists():
        number += 1
        path = folder / f"{Path(name).stem} ({number}){Path(name).suffix}"
    return path


def _why(row: ImportRow) -> str:
    """Say what was not taken, and what to do about it."""
    lines = [
        f"{'' if one['file'] == row.name else one['file'] + ': '}{one['why']} {one['next']}\n"
        for one in row.result.get("refused", ())
    ]
    return "".join(lines)
