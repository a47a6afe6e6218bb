"""`fitglue mcp`."""

import os

from fitglue.config import Settings
from fitglue.domain.errors import Misconfigured
from fitglue.instance import open_instance

TOKEN = "FITGLUE_TOKEN"  # noqa: S105 - the name of a variable


def run_assistant(server: str) -> None:
    """Answer an assistant from the data folder, or through a server at an address."""
    token = os.environ.get(TOKEN, "").strip()
    if not token:
        raise Misconfigured(
            f"{TOKEN} is not set, so nobody knows who asks.",
            "Make a token with the scope “read” in FitGlue under Settings, Tokens for programs.",
        )
    from fitglue.mcp.stdio import answer_here, hand_on  # noqa: PLC0415 - it loads for a second

    if server:
        hand_on(server, token)
        return
    instance = open_instance(Settings())
    try:
        answer_here(instance, token)
    finally:
        instance.close()
