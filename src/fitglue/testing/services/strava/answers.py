"""Answers in the words of Strava's description: activities, uploads, streams, faults."""

from datetime import timedelta
from typing import Any

from fitglue.testing.services.strava.kept import Remote, Upload

PROCESSING = "Your activity is still being processed."
READY = "Your activity is ready."
FAILED = "There was an error processing your activity."
DELETED = "The created activity has been deleted."


def fault(message: str, resource: str, field: str, code: str) -> dict[str, Any]:
    """Say what is wrong, as every refusal does."""
    return {
        "message": message,
        "errors": [{"resource": resource, "field": field, "code": code}],
    }


def upload_answer(upload: Upload, status: str) -> dict[str, Any]:
    """Tell of an upload; what became of it is told when it is over."""
    is_over = status != PROCESSING
    return {
        "id": upload.id,
        "id_str": str(upload.id),
        "external_id": upload.external_id,
        "error": upload.error if is_over else None,
        "status": status,
        "activity_id": upload.activity_id if is_over and status == READY else None,
    }


def summary(remote: Remote, athlete_id: int) -> dict[str, Any]:
    """Tell of an activity as lists do."""
    track = remote.track
    local = track.start + timedelta(seconds=track.utc_offset_s)
    hearts = [beat for beat in track.streams.get("heartrate", ()) if beat]
    places = [place for place in track.streams.get("latlng", ()) if place]
    told: dict[str, Any] = {
        "resource_state": 2, "athlete": {"id": athlete_id, "resource_state": 1},
        "name": remote.name, "distance": round(track.distance_m, 1),
        "moving_time": round(track.timer_s), "elapsed_time": round(track.elapsed_s),
        "total_elevation_gain": 0, "type": remote.sport_type, "sport_type": remote.sport_type,
        "id": remote.id, "external_id": remote.external_id, "upload_id": remote.upload_id,
        "start_date": f"{track.start:%Y-%m-%dT%H:%M:%SZ}",
        "start_date_local": f"{local:%Y-%m-%dT%H:%M:%SZ}",  # Z, though it is local
        "timezone": "(GMT+00:00) Etc/UTC", "utc_offset": track.utc_offset_s,
        "start_latlng": places[0] if places else [], "end_latlng": places[-1] if places else [],
        "trainer": remote.trainer, "commute": remote.commute, "manual": remote.is_manual,
        "private": remote.is_private, "flagged": False, "gear_id": remote.gear_id,
        "has_heartrate": bool(hearts), "device_name": track.device,
    }  # fmt: skip
    if hearts:
        told["average_heartrate"] = round(sum(hearts) / len(hearts), 1)
        told["max_heartrate"] = max(hearts)
    return told


def detailed(remote: Remote, athlete_id: int) -> dict[str, Any]:
    """Tell everything of an activity."""
    return summary(remote, athlete_id) | {
        "resource_state": 3,
        "description": remote.description,
        "hide_from_home": remote.hide_from_home,
        "calories": 0.0,
        "laps": [],
    }


def stream_set(remote: Remote, keys: list[str]) -> dict[str, Any]:
    """Give streams by their type; those that were not measured are left out."""
    streams = remote.track.streams
    return {
        key: {
            "data": streams[key], "series_type": "time", "original_size": len(streams[key]),
            "resolution": "high",
        }
        for key in keys
        if key in streams
    }  # fmt: skip
