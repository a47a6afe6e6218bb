"""What conditions look at: an activity's facts, without its samples.

A past activity is seen from its row alone; its route is read only when a place is asked about.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from fitglue.domain.activity import Activity
from fitglue.domain.booster_tools import Nowhere, Places
from fitglue.domain.clock import Zone
from fitglue.domain.streams import FloatArray, Stream, StreamKind

#: Positions of a way in order, none missing: latitudes and longitudes.
Way = tuple[FloatArray, FloatArray]

NO_PLACES = Nowhere()


def _no_route() -> Stream | None:
    return None


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Seen:
    """What is known of an activity. `None` and empty names mean that nobody said.

    `description` is the whole text so far. `read_route` gives the measured route when it is asked
    for; one that was drawn says nothing about where the activity was.
    """

    id: str
    title: str
    sport: str
    start: datetime
    end: datetime
    zone: Zone
    elapsed_s: float
    timer_s: float
    description: str = ""
    tags: tuple[str, ...] = ()
    app: str = ""
    device: str = ""
    moving_s: float | None = None
    distance_m: float | None = None
    avg_hr_bpm: float | None = None
    max_hr_bpm: float | None = None
    ascent_m: float | None = None
    active_kcal: float | None = None
    effort: float | None = None
    indoor: bool | None = None
    has_route: bool = False
    has_heart_rate: bool = False
    virtual_route: bool = False
    user_entered: bool = False
    read_route: Callable[[], Stream | None] = _no_route
    places: Places = NO_PLACES

    @property
    def local_start(self) -> datetime:
        """Give the wall clock where the activity began."""
        return self.zone.local(self.start)

    @property
    def local_end(self) -> datetime:
        """Give the wall clock where the activity ended."""
        return self.zone.local(self.end)

    def way(self) -> Way | None:
        """Give where it really was; none without a measured position."""
        route = self.read_route() if self.has_route and not self.virtual_route else None
        if route is None:
            return None
        latitude, longitude = route["latitude_deg"], route["longitude_deg"]
        known = np.isfinite(latitude) & np.isfinite(longitude)
        return (latitude[known], longitude[known]) if known.any() else None


def seen_of(
    activity: Activity, text: Sequence[str] = (), places: Places = NO_PLACES
) -> Seen:  # fmt: skip
    """See an activity as it is now; `text` are the paragraphs that boosters gave it so far."""
    workout = activity.workout
    rated = StreamKind.HEART_RATE in workout.streams
    return Seen(
        id=activity.id,
        title=activity.title,
        description="\n\n".join(filter(None, (activity.text, *text))),
        tags=activity.tags,
        sport=workout.sport.key,
        app=workout.app.name,
        device=workout.device.name,
        start=workout.start,
        end=workout.end,
        zone=workout.zone,
        elapsed_s=workout.elapsed_s,
        timer_s=workout.timer_s,
        moving_s=workout.moving_s,
        distance_m=workout.distance_m,
        avg_hr_bpm=workout.avg_hr_bpm,
        max_hr_bpm=workout.max_hr_bpm,
        ascent_m=workout.ascent_m,
        active_kcal=workout.active_kcal,
        effort=workout.effort,
        indoor=workout.indoor,
        has_route=workout.has_route,
        has_heart_rate=rated or workout.avg_hr_bpm is not None,
        virtual_route=workout.virtual_route,
        user_entered=workout.user_entered,
        read_route=lambda: workout.streams.get(StreamKind.ROUTE),
        places=places,
    )
