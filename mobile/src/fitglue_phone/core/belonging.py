"""Whether the queue belongs to this phone.

Its file may come back from a backup onto another phone, where anchors mean nothing and batches
would be another's. A mark in the keychain, which is never restored elsewhere, tells the two apart.
"""

import uuid

from fitglue_phone.core.ports import Keychain
from fitglue_phone.core.queue import Queue, put_notes

_MARK = "device_mark"
_EMPTIED = ("items", "batches", "readings", "parts", "refused", "anchors", "workouts", "notes",
            "aside")  # fmt: skip


def settle(queue: Queue, keychain: Keychain) -> None:
    """Empty the queue of another phone, and have a phone that is new ask before it sends.

    Raises Locked before the first unlock.
    """
    mark, own = keychain.get(_MARK), queue.note(_MARK)
    if mark is not None and mark == own:
        return
    if mark is None:
        mark = str(uuid.uuid4())
        keychain.put(_MARK, mark)
    with queue.writing("settled") as writing:
        for table in _EMPTIED if own is not None else ():
            writing.execute(f"DELETE FROM {table}")  # noqa: S608 - our own names
        put_notes(writing, device_mark=mark, device_id=str(uuid.uuid4()), digest_due=1)
