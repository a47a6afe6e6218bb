"""Health metrics by the day, when their owner has switched them on."""

from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any

from pydantic import Field

from fitglue.domain.errors import Unreadable
from fitglue.domain.metrics import METRICS, MetricKind
from fitglue.domain.metrics.days import Span
from fitglue.mcp.asking import asking

MOST_DAYS = 366
_USUALLY = 30


def health_metrics(
    kind: Annotated[MetricKind, Field(description="Which metric.")],
    since: Annotated[date | None, Field(description="The first day; 30 days ago if none.")] = None,
    until: Annotated[date | None, Field(description="The last day; today if none.")] = None,
) -> dict[str, Any]:
    """Give a health metric by the day, oldest first: resting heart rate, sleep, weight, others.

    Nothing is kept before its owner switches that on: then `kept` is true. At most 366 days.
    """
    who = asking()
    last = until or datetime.now(UTC).date()
    first = since or last - timedelta(days=_USUALLY)
    if (last - first).days > MOST_DAYS:
        raise Unreadable(f"That is more than {MOST_DAYS} days.", "Ask for fewer at once.")
    span = Span(kind=kind, first=first, last=last)
    values = who.store.metrics.values(who.own, span) if who.account.keeps_metrics else []
    return {
        "kept": who.account.keeps_metrics,
        "unit": METRICS[kind].unit,
        "days": [{"day": one.day.isoformat(), "value": round(one.value, 2)} for one in values],
    }
