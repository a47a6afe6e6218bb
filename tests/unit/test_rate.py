"""A phone gone wild is slowed down, and nobody else is."""

import pytest

from fitglue.domain.errors import TooManyTries
from fitglue.security.rate import Rate


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_bucket_fills_up_evenly() -> None:
    clock = Clock()
    rate = Rate(60, clock)
    for _ in range(60):
        rate.admit("kim")
    with pytest.raises(TooManyTries) as said:
        rate.admit("kim")
    assert said.value.retry_after_s == 1
    rate.admit("lee")
    clock.now += 1
    rate.admit("kim")
    with pytest.raises(TooManyTries):
        rate.admit("kim")
    clock.now += 3600
    for _ in range(60):
        rate.admit("kim")
