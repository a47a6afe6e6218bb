"""Runs one bench, or all of them and writes `docs/benchmarks.md`."""

import json
import os
import platform
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

HERE = Path(__file__).resolve().parent
PAGE = HERE.parent / "docs" / "benchmarks.md"
_NOT_A_BENCH = {"run", "harness", "light_client", "page_weight", "yardstick"}
_HEAD = """# Benchmarks

Written by `bin/bench` on {day}: {machine}, Python {python}.
Every figure is the median of fresh processes that took turns on one machine; ratios are what
counts, for all contestants of a row met the same machine in the same minutes.

| bench | ours | peer | ratio | target |
|---|---|---|---|---|
"""


def names() -> list[str]:
    """List the benches."""
    return sorted(path.stem for path in HERE.glob("*.py") if path.stem not in _NOT_A_BENCH)


def main() -> None:
    """Run what the command line asks for."""
    asked = sys.argv[1:]
    if asked and not asked[0].startswith("-"):
        _only(asked[0], asked[1:])
    results = {name: _measured(name, asked) for name in names()}
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page(results, asked))
    print(f"written: {PAGE.relative_to(HERE.parent)}")


def page(results: Mapping[str, dict[str, object]], options: list[str]) -> str:
    """Write the page: one row a bench, then the detail of each."""
    head = _HEAD.format(
        day=f"{datetime.now(UTC):%Y-%m-%d}", machine=_machine(), python=platform.python_version()
    )
    rows = "".join(_row(name, result) for name, result in results.items())
    return head + rows + "".join(_detail(name, result, options) for name, result in results.items())


def _only(name: str, options: list[str]) -> None:
    if name not in names():
        sys.exit(f"There is no bench “{name}”. There are: {', '.join(names())}.")
    os.execv(sys.executable, [sys.executable, str(HERE / f"{name}.py"), *options])  # noqa: S606 - ours


def _measured(name: str, options: list[str]) -> dict[str, object]:
    print(f"{name} …", flush=True)
    command = [sys.executable, str(HERE / f"{name}.py"), "--json", *options]
    finished = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return dict(json.loads(finished.stdout))


def _row(name: str, result: Mapping[str, object]) -> str:
    detail = _detail_of(result)
    ours, unit = result["ours"], result["unit"]
    peer = (
        "none" if result["peer"] is None else f"{detail.get('peer', '')}: {result['peer']} {unit}"
    )
    ratio = "none" if result["ratio"] is None else f"**{result['ratio']}**"
    return f"| {name} | {ours} {unit} | {peer} | {ratio} | {detail.get('target', 'none')} |\n"


def _detail(name: str, result: Mapping[str, object], options: list[str]) -> str:
    lines = "".join(f"| {key} | {value} |\n" for key, value in _detail_of(result).items())
    command = " ".join(["bin/bench", name, "--json", *options])
    return f"\n## {name}\n\n`{command}`\n\n| | |\n|---|---|\n{lines}"


def _detail_of(result: Mapping[str, object]) -> Mapping[str, object]:
    detail = result["detail"]
    return detail if isinstance(detail, Mapping) else {}


def _machine() -> str:
    cpu = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        lines = info.read_text().splitlines()
        cpu = next((line.split(": ")[1] for line in lines if line.startswith("model name")), cpu)
    return f"{os.cpu_count()} x {cpu}, {platform.system()} {platform.release()}"


if __name__ == "__main__":
    main()
