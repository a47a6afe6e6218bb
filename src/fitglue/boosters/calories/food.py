"""Energy as food: rough figures of a portion, as USDA FoodData Central has them."""

import hmac
import math
from dataclasses import dataclass

_LEAST_KCAL = 50.0
_FEWEST, _MOST = 0.5, 8.0
_HALVES = 2


@dataclass(frozen=True, slots=True)
class Food:
    """A portion of something: how one and how several are called."""

    one: str
    several: str
    kcal: float


_FOODS = (
    Food("slice of pizza", "slices of pizza", 285),
    Food("doughnut", "doughnuts", 250),
    Food("croissant", "croissants", 230),
    Food("scoop of ice cream", "scoops of ice cream", 140),
    Food("banana", "bananas", 105),
    Food("slice of bread", "slices of bread", 80),
)


@dataclass(frozen=True, slots=True)
class Portions:
    """So many of a food, to the half."""

    food: Food
    count: float

    def __str__(self) -> str:
        """Say it: “1½ slices of pizza”."""
        full, half = math.floor(self.count), self.count % 1 > 0
        if not full:
            return f"half a {self.food.one}"
        name = self.food.one if self.count == 1 else self.food.several
        return f"{full}{'½' if half else ''} {name}"


def as_food(kcal: float, seed: bytes, name: str) -> Portions | None:
    """Pick a food that fits, another one for another activity; None for next to no energy."""
    if kcal < _LEAST_KCAL:
        return None
    fitting = [food for food in _FOODS if _FEWEST <= kcal / food.kcal <= _MOST] or [_FOODS[0]]
    chance = hmac.digest(seed, name.encode(), "sha256")[0]
    food = fitting[chance % len(fitting)]
    return Portions(food, max(round(kcal / food.kcal * _HALVES) / _HALVES, _FEWEST))
