"""A person's other browsers."""

from fitglue.domain.audit import Event
from fitglue.people.acting import Acting


def end_session(acting: Acting, session_id: str) -> bool:
    """Sign one of their browsers out; false when it is not theirs."""
    client = acting.instance.store.sessions.end(acting.account.id, session_id)
    if client is None:
        return False
    acting.note(Event.SESSION_ENDED, name=client)
    return True


def end_other_sessions(acting: Acting, this_id: str) -> int:
    """Sign every browser out but the one of session `this_id`; give how many there were."""
    ended = acting.instance.store.sessions.end_all(acting.account.id, but=this_id)
    if ended:
        acting.note(Event.SESSIONS_ENDED)
    return ended
