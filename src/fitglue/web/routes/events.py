"""Live updates of whatever the open page shows."""

from typing import Annotated

from fastapi import APIRouter, Depends, Header, HTTPException
from fastapi.responses import StreamingResponse

from fitglue.web.events import stream
from fitglue.web.live import Live, read_marks, the_live
from fitglue.web.pages import Visitor

router = APIRouter()
_MOST_TOPICS = 12


@router.get("/events")
def events(
    person: Visitor, live: Annotated[Live, Depends(the_live)], topics: str = "", seen: str = "",
    last_event_id: Annotated[str, Header()] = "",
) -> StreamingResponse:  # fmt: skip
    """Tell of some topics whenever they change."""
    asked = [one for one in dict.fromkeys(topics.split(",")) if live.knows(one)]
    if not asked or len(asked) > _MOST_TOPICS:
        raise HTTPException(404)
    marks = {**read_marks(seen), **read_marks(last_event_id)}
    return stream(live.told(person, {topic: marks.get(topic, "") for topic in asked}))
