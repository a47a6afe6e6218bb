"""What only some installations need is loaded by those alone."""

import subprocess
import sys

LATE = {"cryptography", "httpx2", "fitglue.security.vault", "fitglue.security.safe_fetch"}
LOADED = "import sys, fitglue.server; print(*sys.modules)"


def test_a_start_loads_neither_the_vault_nor_a_client() -> None:
    command = [sys.executable, "-c", LOADED]
    ended = subprocess.run(command, check=True, capture_output=True, text=True)
    assert LATE & set(ended.stdout.split()) == set()
