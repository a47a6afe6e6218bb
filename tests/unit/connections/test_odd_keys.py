"""A key that was pasted with something else is told to its owner."""

import pytest

from fitglue.domain.errors import NeedsUser
from fitglue.services.hevy import plugin as hevy
from fitglue.testing.services import connected


def test_a_key_with_a_letter_that_no_header_takes_is_told_and_not_repeated() -> None:
    connection = connected(hevy, {"api_key": "schlüssel ✓", "base_url": "http://127.0.0.1:9"})
    with pytest.raises(NeedsUser, match="a letter that no key has") as told:
        connection.json("v1/user/info", {})
    assert told.value.__cause__ is None
    assert "✓" not in told.value.sentence + told.value.next_step
