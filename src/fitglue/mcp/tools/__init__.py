"""What an assistant can ask: one file per noun, each with the functions that are its tools.

A function's docstring is what the assistant reads of it, and its answer is plain values. Every
answer has a most that it holds.
"""

from collections.abc import Callable
from typing import Any

from fitglue.mcp.tools.activities import get_activity, list_activities
from fitglue.mcp.tools.condition import (
    list_connections,
    list_phones,
    list_questions,
    what_is_wrong,
)
from fitglue.mcp.tools.deliveries import explain_delivery, get_delivery, list_deliveries
from fitglue.mcp.tools.metrics import health_metrics
from fitglue.mcp.tools.runs import get_run, list_pipelines, list_runs

TOOLS: dict[str, Callable[..., Any]] = {
    "Activities": list_activities,
    "An activity": get_activity,
    "Why is this workout not there?": explain_delivery,
    "What is wrong": what_is_wrong,
    "Pipelines": list_pipelines,
    "Runs": list_runs,
    "A run": get_run,
    "Deliveries of an activity": list_deliveries,
    "A delivery": get_delivery,
    "Connections": list_connections,
    "Phones": list_phones,
    "Questions that wait": list_questions,
    "Health metrics": health_metrics,
}
