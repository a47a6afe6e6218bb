"""Explanations of deliveries as JSON."""

from pydantic import BaseModel, Field

from fitglue.pipeline.explaining import Explained


class ExplainedOut(BaseModel):
    """Why an activity is, or is not, at a target."""

    target: str = Field(description="The target's id, as among the plugins.")
    name: str = Field(description="What people call it.")
    state: str = Field(
        description="As of a delivery; not_begun where there is none, no_pipeline where nothing "
        "leads there, stays where the source's terms keep it here."
    )
    sentences: list[str] = Field(description="What is known, the most important first.")
    next_steps: list[str] = Field(description="What a person can do about it.")


def explained_out(one: Explained) -> ExplainedOut:
    """Show an explanation."""
    return ExplainedOut.model_validate(one, from_attributes=True)
