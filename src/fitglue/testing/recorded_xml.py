"""GPX and TCX files as devices and services write them, in every dialect that tests need."""

from collections.abc import Iterable

GPX_1_1 = 'version="1.1" xmlns="http://www.topografix.com/GPX/1/1"'
GPX_1_0 = 'version="1.0" xmlns="http://www.topografix.com/GPX/1/0"'
_TCX = "http://www.garmin.com/xmlschemas"


def gpx_point(second: int, inside: str = "", *, time: str | None = None) -> str:
    """Write a point going north at 3 m/s from 7 o'clock on, a second a point."""
    said = clock(second) if time is None else time
    stamp = f"<time>{said}</time>" if said else ""
    latitude = 47 + 3 * second / 111_195
    return f'<trkpt lat="{latitude:.7f}" lon="8.0000000"><ele>400.5</ele>{stamp}{inside}</trkpt>\n'


def clock(second: int) -> str:
    """Write a moment of the first of May 2026, so many seconds after 7 o'clock."""
    hour, rest = divmod(second, 3_600)
    return f"2026-05-{1 + (7 + hour) // 24:02}T{(7 + hour) % 24:02}:{rest // 60:02}:{rest % 60:02}Z"


def gpx_track(*segments: Iterable[str], said: str = "<type>running</type>") -> str:
    """Write a track of segments of points."""
    inside = "".join(f"<trkseg>{''.join(one)}</trkseg>" for one in segments)
    return f"<trk>{said}{inside}</trk>"


def gpx_file(*tracks: str, creator: str = "A Device", head: str = GPX_1_1, said: str = "") -> bytes:
    """Write a GPX file."""
    declared = '<?xml version="1.0" encoding="UTF-8"?>\n'
    inside = "".join(tracks)
    return f'{declared}<gpx creator="{creator}" {head}>{said}{inside}</gpx>'.encode()


def tcx_point(second: int, inside: str = "", metres: float | None = None) -> str:
    """Write a point going north at 3 m/s from 7 o'clock on."""
    way = 3.0 * second if metres is None else metres
    return (
        f"<Trackpoint><Time>{clock(second)}</Time><Position><LatitudeDegrees>"
        f"{47 + 3 * second / 111_195:.7f}</LatitudeDegrees><LongitudeDegrees>8.0"
        f"</LongitudeDegrees></Position><AltitudeMeters>400.5</AltitudeMeters><DistanceMeters>{way}"
        f"</DistanceMeters>{inside}</Trackpoint>\n"
    )


def tcx_lap(start: int, timer_s: float, *tracks: Iterable[str], said: str = "") -> str:
    """Write a lap of 3 m/s; `said` stands behind its calories."""
    inside = "".join(f"<Track>{''.join(one)}</Track>" for one in tracks)
    kcal = round(timer_s / 6)
    return (
        f'<Lap StartTime="{clock(start)}"><TotalTimeSeconds>{timer_s}</TotalTimeSeconds>'
        f"<DistanceMeters>{3 * timer_s}</DistanceMeters><Calories>{kcal}</Calories>{said}"
        "<Intensity>Active</Intensity><TriggerMethod>Manual</TriggerMethod>"
        f"{inside}</Lap>\n"
    )


def tcx_activity(*laps: str, sport: str = "Running", start: int = 0, said: str = "") -> str:
    """Write an activity."""
    inside = "".join(laps)
    return f'<Activity Sport="{sport}"><Id>{clock(start)}</Id>{inside}{said}</Activity>\n'


def tcx_file(*activities: str) -> bytes:
    """Write a TCX file."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<TrainingCenterDatabase'
        f' xmlns="{_TCX}/TrainingCenterDatabase/v2" xmlns:ns3="{_TCX}/ActivityExtension/v2"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><Activities>'
        f"{''.join(activities)}</Activities></TrainingCenterDatabase>"
    ).encode()
