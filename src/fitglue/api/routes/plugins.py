"""The sources, boosters and targets that are installed, with the schema of their settings."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from fitglue.api.auth import Reader
from fitglue.domain.errors import Gone
from fitglue.pipeline.catalogue import catalogue

router = APIRouter(tags=["plugins"])


class ExampleOut(BaseModel):
    """Settings that somebody might choose."""

    says: str = Field(description="What they do, in a sentence.")
    settings: dict[str, Any]


class PluginOut(BaseModel):
    """A plugin as it describes itself."""

    id: str
    kind: str = Field(description="source, booster or target.")
    name: str
    summary: str
    description: str
    connection: str = Field(description="The account it needs, empty for none.")
    tier: str = Field(description="The plan that it is part of, where there are plans.")
    abilities: list[str] = Field(description="What a target can do: update, find, delete.")
    settings: dict[str, Any] = Field(description="The JSON schema of its settings.")
    category: str = Field(default="", description="Where a booster stands in the catalogue.")
    stage: str = Field(default="", description="Where a booster does best: gate, any or last.")
    changes: list[str] = Field(default=[], description="The parts that a booster may change.")
    reaches_out: bool = Field(default=False, description="It changes something outside.")
    examples: list[ExampleOut] = []


@router.get("/plugins")
def list_plugins(
    caller: Reader,
    kind: Annotated[
        str, Query(description="source, booster, target or service; all if empty.")
    ] = "",
) -> list[PluginOut]:
    """List what is installed, or one kind of it."""
    del caller
    every = [PluginOut(**one) for one in catalogue()]
    return [one for one in every if kind in {"", one.kind}]


@router.get("/plugins/{plugin_id}")
def get_plugin(caller: Reader, plugin_id: str) -> PluginOut:
    """Give a plugin."""
    del caller
    for one in catalogue():
        if one["id"] == plugin_id:
            return PluginOut(**one)
    raise Gone("There is no such plugin.", "Install the package that brings it.")
