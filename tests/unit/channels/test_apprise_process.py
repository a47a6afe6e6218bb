"""The process of Apprise can do nothing but send."""

import os
import subprocess
import sys

import pytest

_GUARDED = """
import sys
from fitglue.channels.apprise_process import _guard_machine, _roots
sys.addaudithook(_guard_machine(_roots()))
try:
    {}
except PermissionError as problem:
    print("stopped:", problem)
else:
    print("done")
"""


def _tried(line: str) -> str:
    ended = subprocess.run(
        [sys.executable, "-c", _GUARDED.format(line)],
        capture_output=True, text=True, check=True, env=dict(os.environ),
    )  # fmt: skip
    return ended.stdout


@pytest.mark.parametrize(
    "line",
    [
        "__import__('subprocess').run(['true'])",
        "__import__('os').system('true')",
        "__import__('os').fork()",
        "open('/etc/passwd').read()",
        "open('/dev/shm/written-by-nobody', 'w')",
        "__import__('os').open('/dev/shm/written-by-nobody', 65)",
    ],
)
def test_it_runs_no_program_and_opens_no_file_of_this_machine(line: str) -> None:
    assert _tried(line).startswith("stopped: no ")


def test_it_loads_what_python_brings() -> None:
    assert _tried("__import__('wave')") == "done\n"
