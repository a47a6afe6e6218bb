"""A desktop in the place of a phone: its clock, a keychain in a file, and a loop for wakes."""

import json
import os
import platform
import time
from pathlib import Path

from fitglue_phone.core.ports import PhoneFacts


class SystemClock:
    """The machine's clock."""

    def now_s(self) -> float:
        """Give Unix seconds."""
        return time.time()


class FileKeychain:
    """Secrets in a file that its owner alone may read: a desktop's, not a phone's."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def get(self, name: str) -> str | None:
        """Give a secret."""
        return self._read().get(name)

    def put(self, name: str, value: str) -> None:
        """Keep a secret durably."""
        self._write(self._read() | {name: value})

    def forget(self, name: str) -> None:
        """Forget a secret."""
        secrets = self._read()
        if secrets.pop(name, None) is not None:
            self._write(secrets)

    def _read(self) -> dict[str, str]:
        return json.loads(self._file.read_text()) if self._file.exists() else {}

    def _write(self, secrets: dict[str, str]) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        beginning = self._file.with_suffix(".part")
        descriptor = os.open(beginning, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(json.dumps(secrets))
            file.flush()
            os.fsync(file.fileno())
        beginning.rename(self._file)


class LoopScheduler:
    """Remembers when to wake, for a loop that asks."""

    def __init__(self) -> None:
        self.after_s = 0.0

    def wake_after(self, seconds: float) -> None:
        """Ask for one wake, not before."""
        self.after_s = seconds


class Desktop:
    """What a desktop says of itself."""

    def __init__(self, name: str) -> None:
        self._name = name

    def facts(self) -> PhoneFacts:
        """Give what holds now."""
        return PhoneFacts(
            name=self._name, os_version=f"{platform.system()} {platform.release()}",
            background_refresh="available", low_power=False,
        )  # fmt: skip
