"""Routes: a GPX file of its own since iOS 13, `Location` elements inside the workout before."""

from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np

from fitglue.testing import rows
from fitglue.testing.plan import RoutePart

_GPX_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<gpx version="1.1" creator="Apple Health Export" xmlns="http://www.topografix.com/GPX/1/1" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://www.topografix.com/GPX/1/1 http://www.topografix.com/GPX/1/1/gpx.xsd">
  <metadata>
    <time>{made}</time>
  </metadata>
  <trk>
    <name>Route {name}</name>
    <trkseg>
"""  # noqa: E501 - its first line is one line
_GPX_TAIL = b"    </trkseg>\n  </trk>\n</gpx>\n"


def file_name(part: RoutePart, start: datetime, phone_zone: str) -> str:
    """Name a route file by the phone's wall clock at the route's end, to the minute."""
    return f"route_{_clock(part, start, phone_zone, '_', '.')}.gpx"


def gpx(part: RoutePart, start: datetime, made: datetime, phone_zone: str) -> bytes:
    """Write a route as a GPX file, one track segment."""
    name = _clock(part, start, phone_zone, " ", ":")
    head = _GPX_HEAD.format(made=f"{made:%Y-%m-%dT%H:%M:%SZ}", name=name)
    epoch = (part.at_s + start.timestamp()).astype(np.int64)
    points = rows.joined([
        b'      <trkpt lon="', rows.decimals(part.longitude_deg, 6),
        b'" lat="', rows.decimals(part.latitude_deg, 6),
        b'"><ele>', rows.decimals(part.altitude_m, 6),
        b"</ele><time>", rows.utc_dates(epoch),
        b"</time><extensions><speed>", rows.decimals(part.speed_m_per_s, 6),
        b"</speed><course>", rows.decimals(part.course_deg, 6),
        b"</course><hAcc>", rows.decimals(part.horizontal_accuracy_m, 6),
        b"</hAcc><vAcc>", rows.decimals(part.vertical_accuracy_m, 6),
        b"</vAcc></extensions></trkpt>\n",
    ])  # fmt: skip
    return head.encode() + points + _GPX_TAIL


def locations(part: RoutePart, start: datetime, offset_min: int) -> bytes:
    """Write a route as iOS 12 did, inside the workout."""
    epoch = (part.at_s + start.timestamp()).astype(np.int64)
    return rows.joined([
        b'   <Location date="', rows.dates(epoch, offset_min),
        b'" latitude="', rows.decimals(part.latitude_deg, 6, strip=True),
        b'" longitude="', rows.decimals(part.longitude_deg, 6, strip=True),
        b'" altitude="', rows.decimals(part.altitude_m, 6, strip=True),
        b'" horizontalAccuracy="', rows.decimals(part.horizontal_accuracy_m, 6, strip=True),
        b'" verticalAccuracy="', rows.decimals(part.vertical_accuracy_m, 6, strip=True),
        b'" course="', rows.decimals(part.course_deg, 6, strip=True),
        b'" speed="', rows.decimals(part.speed_m_per_s, 6, strip=True), b'"/>\n',
    ])  # fmt: skip


def _clock(part: RoutePart, start: datetime, phone_zone: str, between: str, minutes: str) -> str:
    end = datetime.fromtimestamp(start.timestamp() + float(part.at_s[-1]), ZoneInfo(phone_zone))
    half = "am" if end.hour < 12 else "pm"  # noqa: PLR2004 - noon
    return f"{end:%Y-%m-%d}{between}{end.hour % 12 or 12}{minutes}{end:%M}{half}"
