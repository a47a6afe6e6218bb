"""A round piece of the earth that somebody chose: for settings of boosters."""

import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, Field

from fitglue.domain.measures import away_m
from fitglue.domain.streams import FloatArray


class Spot(BaseModel):
    """All that lies within `radius_m` of a position. Forms ask for it as one thing."""

    model_config = ConfigDict(frozen=True, json_schema_extra={"kind": "spot"})

    latitude_deg: float = Field(
        ge=-90,
        le=90,
        title="Latitude",
        description="Degrees north.",
        json_schema_extra={"unit": "°"},
    )
    longitude_deg: float = Field(
        ge=-180, le=180, title="Longitude", description="Degrees east.",
        json_schema_extra={"unit": "°"},
    )  # fmt: skip
    radius_m: float = Field(
        default=500, gt=0, le=100_000, title="Radius", description="How far around.",
        json_schema_extra={"unit": "m"},
    )  # fmt: skip

    def away_m(self, latitude_deg: FloatArray, longitude_deg: FloatArray) -> FloatArray:
        """Give how far each position is from the middle; NaN stays NaN."""
        return away_m(latitude_deg, longitude_deg, self.latitude_deg, self.longitude_deg)

    def holds(self, latitude_deg: FloatArray, longitude_deg: FloatArray) -> npt.NDArray:
        """Tell which positions lie inside; one that is missing does not."""
        return self.away_m(latitude_deg, longitude_deg) <= self.radius_m
