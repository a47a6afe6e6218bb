"""An import's result as plain values, for its row, its page and `--json`."""

from collections import Counter
from collections.abc import Collection
from typing import Any

from fitglue.domain.activity import Glance
from fitglue.domain.errors import FitGlueError
from fitglue.pipeline.importing import ImportResult


def plain_result(result: ImportResult) -> dict[str, Any]:
    """Give an import's result as plain values, for its row and for `--json`."""
    findings = result.findings
    return {
        **{outcome.value: number for outcome, number in result.outcomes.items()},
        "refused": [plain_refusal(one.what, one.why) for one in result.refused],
        "warnings": list(findings.warnings),
        "found": dict(findings.found),
        "skipped": [
            {"kind": one.kind, "count": one.count, "why": one.why} for one in findings.skipped
        ],
        "source": result.source,
        "took_s": round(result.took_s, 1),
        "figures": _figures(result.glances.values()),
    }


def _figures(some: Collection[Glance]) -> dict[str, Any]:
    """Sum up what is new or changed, so that it can be told for ever; nothing, nothing."""
    if not some:
        return {}
    starts = [one.start for one in some]
    return {
        "first": min(starts).date().isoformat(),
        "last": max(starts).date().isoformat(),
        "timer_s": round(sum(one.timer_s for one in some)),
        "distance_m": round(sum(one.distance_m or 0 for one in some)),
        "routes": sum(one.route_points > 0 for one in some),
        "heart_rates": sum(one.avg_hr_bpm is not None for one in some),
        "sports": dict(Counter(one.sport for one in some).most_common()),
    }


def whole_refusal(name: str, problem: FitGlueError) -> dict[str, Any]:
    """Give the result of an import that was refused as a whole."""
    return {"refused": [plain_refusal(name, problem)]}


def plain_refusal(what: str, problem: FitGlueError) -> dict[str, str]:
    """Give a refusal as plain values."""
    return {"file": what, "why": problem.sentence, "next": problem.next_step}
