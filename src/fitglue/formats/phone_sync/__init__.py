"""What a phone sends: workouts in parts, in version 1 of FitGlue's own wire format."""

from fitglue.formats.phone_sync.reading import Part, Sent, read_batch, read_item

__all__ = ["Part", "Sent", "read_batch", "read_item"]
