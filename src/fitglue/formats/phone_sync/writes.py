"""Version 1 of the wire format, the other way: what a phone is to write, and its receipts."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from fitglue.formats.phone_sync import wire


class WriteContent(Struct, frozen=True, kw_only=True):
    """What is to be written into Health: a workout with one route and series of its samples."""

    workout: wire.Workout
    route: wire.Route | None = None
    series: Annotated[list[wire.Series], Meta(max_length=20)] = []


class Write(WriteContent, frozen=True, kw_only=True):
    """A workout that a phone is to write into Health.

    It is marked with `write_id` (metadata `FitGlueDelivery`, and the sync identifier
    `fitglue:<write_id>`) and `write_version` (the sync version). UUIDs in it name nothing there.
    """

    version: Literal[1]
    write_id: wire.Uuid
    write_version: Annotated[int, Meta(ge=1, le=2**31)]


class WriteReceipt(Struct, frozen=True, kw_only=True):
    """What became of a write.

    `written`: it is in Health as `uuid`. `not_allowed`: a person has to allow it first, and it is
    tried again. `refused`: Health will never take it as it is.
    """

    write_id: wire.Uuid
    write_version: Annotated[int, Meta(ge=1, le=2**31)]
    verdict: Literal["written", "not_allowed", "refused"]
    uuid: wire.Uuid | Literal[""] = ""
    why: wire.Text = ""
    next_step: wire.Text = ""


class WritesAsked(Struct, frozen=True, kw_only=True):
    """A phone that asks what it is to write, and says what became of what it was told before."""

    version: Literal[1]
    receipts: Annotated[list[WriteReceipt], Meta(max_length=wire.MOST_ITEMS)] = []
