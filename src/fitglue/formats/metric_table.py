"""Values of health metrics as CSV and as JSON, for people to take away."""

import csv
import io
import json
from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from fitglue.domain.metrics import METRICS, DayValue, Stage

_COLUMNS = ("day", "metric", "value", "unit", "sources", "way")
_STAGES = tuple(f"{stage.name.lower()}_s" for stage in Stage)


class TableFormat(StrEnum):
    """How a table is written."""

    CSV = "csv"
    JSON = "json"


MEDIA_TYPES = {TableFormat.CSV: "text/csv; charset=utf-8", TableFormat.JSON: "application/json"}


def written(values: Iterable[DayValue], as_format: TableFormat) -> bytes:
    """Write values, a row for each day and metric; sleep in seconds, with its stages."""
    rows = [plain(one) for one in values]
    if as_format is TableFormat.JSON:
        return json.dumps({"version": 1, "days": rows}, ensure_ascii=False, indent=1).encode()
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\r\n")  # RFC 4180
    table.writerow((*_COLUMNS, *_STAGES))
    for row in rows:
        stages = row.pop("stages", {})
        told = [*row.values(), *(stages.get(stage, "") for stage in _STAGES)]
        table.writerow(_harmless(one) for one in told)
    return text.getvalue().encode()


def plain(value: DayValue) -> dict[str, Any]:
    """Give a value as plain values."""
    told: dict[str, Any] = {
        "day": value.day.isoformat(), "metric": value.kind.value, "value": round(value.value, 4),
        "unit": METRICS[value.kind].unit, "sources": " + ".join(value.sources),
        "way": value.way.value,
    }  # fmt: skip
    if value.stages:
        told["stages"] = {
            f"{stage.name.lower()}_s": round(lasts_s, 1) for stage, lasts_s in value.stages.items()
        }
    return told


def _harmless(cell: Any) -> Any:
    """Keep a spreadsheet from taking an app's name for a formula."""
    starts = isinstance(cell, str) and cell[:1] in {"=", "+", "-", "@", "\t", "\r"}
    return f"'{cell}" if starts else cell
