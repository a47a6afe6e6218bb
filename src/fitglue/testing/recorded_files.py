"""Files as people have them: single recordings, and archives of many, broken ones among them."""

import csv
import gzip
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from fitglue.domain.activity import Activity, TitleSetBy
from fitglue.domain.workout import Workout
from fitglue.formats.fit import encode_activity, profile
from fitglue.formats.fit.encoder import file_bytes, table_of
from fitglue.formats.gpx import encode_gpx
from fitglue.formats.tcx import encode_tcx
from fitglue.testing.arrivals import a_run

_STRAVA_HEADER = (
    "Activity ID", "Activity Date", "Activity Name", "Activity Type", "Activity Description",
    "Elapsed Time", "Distance", "Filename",
)  # fmt: skip
_FIT_SETTINGS = 2


def fit_file(days: float = 0, title: str = "") -> bytes:
    """Give a FIT file of an evening run, `days` after a day in March."""
    return encode_activity(_activity(days, title))


def gpx_file(days: float = 0, title: str = "") -> bytes:
    """Give the same as a GPX file."""
    return encode_gpx(_activity(days, title))


def tcx_file(days: float = 0, title: str = "") -> bytes:
    """Give the same as a TCX file."""
    return encode_tcx(_activity(days, title))


def fit_settings() -> bytes:
    """Give a FIT file with a watch's settings, as account archives hold them among the others."""
    told = {"type": _FIT_SETTINGS, "manufacturer": 1, "product": 1, "serial_number": 1}
    return file_bytes([table_of(profile.FILE_ID, [told])])


def _activity(days: float, title: str) -> Activity:
    workout: Workout = replace(a_run(days=days, minutes=3), brand=title)
    return Activity(
        id=f"00000000-0000-0000-0000-{int(days):012d}", revision=1, title=title or "Evening Run",
        title_set_by=TitleSetBy.RECORDING if title else TitleSetBy.DEFAULT, workout=workout,
    )  # fmt: skip


def zipped(path: Path, files: Mapping[str, bytes]) -> Path:
    """Write a zip of files."""
    path.write_bytes(zip_bytes(files))
    return path


def zip_bytes(files: Mapping[str, bytes]) -> bytes:
    """Give a zip of files."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


def strava_archive(folder: Path, header: Sequence[str] = _STRAVA_HEADER) -> Path:
    """Write an account archive of Strava: three recordings, one typed in, one broken, a photo."""
    rows = (
        (
            "101",
            "",
            "Lunch lap",
            "Run",
            "Windy.\nGood legs.",
            "180",
            "0.5",
            "activities/101.fit.gz",
        ),
        ("102", "", "Grocery run", "Run", "", "180", "0.5", "activities/102.gpx.gz"),
        ("103", "", "Old, with a comma", "Run", "", "180", "0.5", "activities/103.tcx.gz"),
        ("104", "", "Broken", "Run", "", "180", "0.5", "activities/104.fit.gz"),
        ("105", "", "Yoga in the park", "Yoga", "", "3600", "0", ""),
    )
    listed = io.StringIO()
    csv.writer(listed).writerows((header, *rows))
    return zipped(folder / "export_4711.zip", {
        "activities.csv": listed.getvalue().encode(),
        "activities/101.fit.gz": gzip.compress(fit_file(1)),
        "activities/102.gpx.gz": gzip.compress(gpx_file(2)),
        # Strava leaves blanks before the XML declaration.
        "activities/103.tcx.gz": gzip.compress(b"          " + tcx_file(3)),
        "activities/104.fit.gz": gzip.compress(fit_file(4)[:13]),
        "media/photo.jpg": b"\xff\xd8\xff",
    })  # fmt: skip


def garmin_archive(folder: Path) -> Path:
    """Write an account archive of Garmin: two recordings and settings, in a zip inside the zip."""
    begins = [a_run(days=days).start.timestamp() * 1000 for days in (5, 6)]
    activities = [
        {"activityId": 9, "name": "Lyon Running", "activityType": "running",
         "beginTimestamp": begins[0]},
        {"activityId": 8, "name": "Track night", "activityType": "track_running",
         "beginTimestamp": begins[1]},
    ]  # fmt: skip
    inner = {
        "kim_70001.fit": fit_file(5), "kim_70002.fit": fit_file(6), "kim_70003.fit": fit_settings(),
    }  # fmt: skip
    wellness = "DI_CONNECT/DI-Connect-Fitness/kim_0_summarizedActivities.json"
    uploaded = "DI_CONNECT/DI-Connect-Fitness-Uploaded-Files/UploadedFiles_0-_Part1.zip"
    return zipped(folder / "garmin.zip", {
        wellness: json.dumps([{"summarizedActivitiesExport": activities}]).encode(),
        uploaded: zip_bytes(inner),
        "DI_CONNECT/DI-Connect-User/user_profile.json": b"{}",
    })  # fmt: skip
