"""A condition: what it asks about, how, and compared with what. One row of a form.

The value is a short text, checked when the condition is made and written in one way from then on;
what is compared is its typed meaning, `wanted`.
"""

from typing import Any

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    PrivateAttr,
    ValidationInfo,
    field_validator,
)

from fitglue.domain.conditions.aspects import MANNERS, OP_LABELS, OPPOSITES, Aspect, Op
from fitglue.domain.conditions.values import Value, parse, write

ASPECT_LABELS: dict[str, Any] = {str(aspect): MANNERS[aspect].label for aspect in Aspect}
HOW_LABELS: dict[str, Any] = {str(op): OP_LABELS[op] for op in Op}
_LONGEST = 500
#: What a form needs to offer only what fits: by field, the operators, kinds of value and examples.
_FOR_FORMS: dict[str, Any] = {
    "operators": {str(aspect): [str(op) for op in MANNERS[aspect].ops] for aspect in Aspect},
    "values": {str(aspect): str(MANNERS[aspect].kind) for aspect in Aspect},
    "hints": {str(aspect): MANNERS[aspect].example for aspect in Aspect},
}


class Condition(BaseModel):
    """One thing that is asked of an activity."""

    model_config = ConfigDict(frozen=True, json_schema_extra=_FOR_FORMS)

    field: Aspect = Field(
        title="What",
        description="What is looked at.",
        json_schema_extra={"labels": ASPECT_LABELS},
    )
    op: Op = Field(
        title="How",
        description="How it is compared.",
        json_schema_extra={"labels": HOW_LABELS},
    )
    value: str = Field(
        default="",
        max_length=_LONGEST,
        validate_default=True,
        title="Value",
        description=(
            "What it is compared with: “5 km”, “45 min”, “06:00-09:00”, “Mon, Wed”, "
            "“Strava, Garmin”, “45.76, 4.84, 500 m”. Empty after yes and no."
        ),
    )
    _wanted: Value = PrivateAttr(default=None)

    @field_validator("op")
    @classmethod
    def _fits_the_field(cls, op: Op, info: ValidationInfo) -> Op:
        aspect = info.data.get("field")
        if aspect is not None and op not in MANNERS[aspect].ops:
            known = ", ".join(OP_LABELS[one] for one in MANNERS[aspect].ops)
            raise ValueError(f"“{MANNERS[aspect].label}” cannot be asked so: choose {known}.")
        return op

    @field_validator("value")
    @classmethod
    def _is_read(cls, value: str, info: ValidationInfo) -> str:
        if "field" not in info.data or "op" not in info.data:
            return value
        aspect, op = info.data["field"], info.data["op"]
        return write(parse(aspect, op, value))

    def model_post_init(self, context: Any, /) -> None:
        """Read the value once more, now as it is written, and keep its meaning."""
        del context
        self._wanted = parse(self.field, self.op, self.value)

    @property
    def wanted(self) -> Value:
        """Give the value with its type: what is compared."""
        return self._wanted

    @property
    def opposite(self) -> "Condition | None":
        """Give the condition that holds where this one does not; none where it has no name."""
        op = OPPOSITES.get(self.op)
        return Condition(field=self.field, op=op, value=self.value) if op is not None else None
