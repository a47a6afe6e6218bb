"""Let fit-tool encode records that come in as JSON; print the milliseconds of every round.

Runs in the peers' environment: `python fit_tool_encoder.py ROUNDS < records.json`.
"""

import json
import sys
import time
from importlib import import_module
from typing import Any

# Not of the environment that types are checked in.
_builder = import_module("fit_tool.fit_file_builder")
_record = import_module("fit_tool.profile.messages.record_message")


def encoded(rows: list[dict[str, Any]]) -> bytes:
    """Make a message of each row, and a file of them."""
    builder = _builder.FitFileBuilder(auto_define=True)
    for row in rows:
        message = _record.RecordMessage()
        for name, value in row.items():
            setattr(message, name, value)
        builder.add(message)
    return bytes(builder.build().to_bytes())


def main() -> None:
    """Time the rounds that the command line asks for."""
    rows = json.load(sys.stdin)
    taken, content = [], b""
    for _ in range(int(sys.argv[1])):
        begun = time.perf_counter()
        content = encoded(rows)
        taken.append(1000 * (time.perf_counter() - begun))
    print(json.dumps({"milliseconds": taken, "bytes": len(content)}))


if __name__ == "__main__":
    main()
