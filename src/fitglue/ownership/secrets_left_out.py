"""Takes secrets out of the settings that rows keep of parts of pipelines."""

from collections.abc import Mapping
from typing import Any

from fitglue.domain.plan import BoosterUse, TargetUse
from fitglue.pipeline.editing import open_settings


def without_secrets(table: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """Give a row without what its owner alone may know: keys and passwords of targets."""
    if table == "pipelines":
        return {**row, **_without(row)}
    if table == "runs":
        return {**row, "plan": {**row["plan"], **_without(row["plan"])}}
    if table == "deliveries":
        use = TargetUse(key="", plugin=row["target"], settings=row["settings"])
        return {**row, "settings": open_settings(use)}
    return dict(row)


def _without(plan: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "boosters": [_open(BoosterUse, one) for one in plan.get("boosters", ())],
        "targets": [_open(TargetUse, one) for one in plan.get("targets", ())],
    }


def _open(kind: type[BoosterUse | TargetUse], use: Mapping[str, Any]) -> dict[str, Any]:
    known = kind(key=use["key"], plugin=use["plugin"], settings=use.get("settings", {}))
    return {**use, "settings": open_settings(known)}
