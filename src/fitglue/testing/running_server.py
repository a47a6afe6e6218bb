"""A server as a process, as somebody starts it: where it is, its first account, its end."""

import subprocess
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2

from fitglue.testing.command_line import CommandLine

#: The first account's form, filled in.
KIM = {
    "name": "Kim",
    "email": "kim@example.org",
    "password": "four words in row",
    "zone": "Europe/Paris",
}
_FIRST_ANSWERS = {200, 303}


@dataclass(frozen=True, slots=True)
class RunningServer:
    """A server that answers at `address`; `link` makes the first account, once."""

    process: "subprocess.Popen[str]"
    address: str
    link: str

    def browser(self) -> httpx2.Client:
        """Give a client that behaves as a browser on the server's own pages does."""
        return httpx2.Client(base_url=self.address, headers={"Origin": self.address}, timeout=30)

    @contextmanager
    def signed_up(self) -> Generator[httpx2.Client]:
        """Give a browser of the first account, made through the link."""
        with self.browser() as browser:
            answer = browser.post(self.link, data=KIM)
            if answer.status_code not in _FIRST_ANSWERS:
                raise AssertionError(f"no first account: {answer.status_code} {answer.text}")
            yield browser


@contextmanager
def serving(
    fitglue: CommandLine, command: str = "serve", **settings: str
) -> Generator[RunningServer]:
    """Start a server on a free port, with more variables if given, and stop it at the end.

    Raises AssertionError if it fails.
    """
    process = subprocess.Popen(  # noqa: S603 - our own program
        fitglue.command(command, "--port", "0"),
        env={**fitglue.environment, **settings},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield _announced(process)
    finally:
        process.terminate()
        process.communicate(timeout=10)


def family(pid: int) -> list[int]:
    """Give a process and everything it started, on Linux."""
    lists = Path(f"/proc/{pid}/task").glob("*/children")
    children = [int(child) for one in lists for child in one.read_text().split()]
    return [pid, *(one for child in children for one in family(child))]


def _announced(process: "subprocess.Popen[str]") -> RunningServer:
    address, link, said = "", "", []
    for line in process.stdout or ():
        said.append(line)
        address = line.split()[-1] if line.startswith("FitGlue is at") else address
        link = line.strip() if "/welcome/" in line else link
        if line.startswith("Stop with"):
            return RunningServer(process, address, link)
    raise AssertionError("the server did not start: " + "".join(said))
