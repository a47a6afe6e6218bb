"""What a health store gives of health metrics: samples that never change, and sums of days."""

from dataclasses import dataclass, field

from fitglue_phone.core.workout import Column, Device, WritingApp


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricSamples:
    """Samples of one metric by one app, in columns of one length.

    Metrics are named as quantities are: by their type without its prefix. Of `SleepAnalysis` the
    value is the stage's raw number and the unit `count`.
    """

    quantity: str
    unit: str
    app: WritingApp
    uuids: tuple[str, ...]
    start_s: Column
    end_s: Column
    value: Column
    device: Device = field(default_factory=Device)


@dataclass(frozen=True, slots=True)
class MetricChanges:
    """A page of what came and went of one metric since an anchor, which stands behind it."""

    anchor: bytes
    samples: tuple[MetricSamples, ...] = ()
    deleted: tuple[str, ...] = ()  # UUIDs
    more: bool = False


@dataclass(frozen=True, slots=True)
class DaySums:
    """What was counted on each local day, over all devices: what two of them counted counts once.

    Days are written as `2026-11-14`.
    """

    unit: str
    days: tuple[str, ...]
    values: tuple[float, ...]
