"""Reads pictures of pages as pixels, with the browser's own decoder."""

import base64
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:  # only tests have it
    from playwright.sync_api import Locator

_GREYS = """async image => {
    const blob = await (await fetch("data:image/png;base64," + image)).blob();
    const bitmap = await createImageBitmap(blob);
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    const drawing = canvas.getContext("2d");
    drawing.drawImage(bitmap, 0, 0);
    const data = drawing.getImageData(0, 0, bitmap.width, bitmap.height).data;
    const greys = [];
    for (let at = 0; at < data.length; at += 4)
        greys.push(Math.round((data[at] + data[at + 1] + data[at + 2]) / 3));
    return [bitmap.width, greys];
}"""
_COUNT = """async ([image, low, high]) => {
    const blob = await (await fetch("data:image/png;base64," + image)).blob();
    const bitmap = await createImageBitmap(blob);
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    const drawing = canvas.getContext("2d");
    drawing.drawImage(bitmap, 0, 0);
    const data = drawing.getImageData(0, 0, bitmap.width, bitmap.height).data;
    let found = 0;
    for (let at = 0; at < data.length; at += 4)
        if ([0, 1, 2].every((c) => data[at + c] >= low[c] && data[at + c] <= high[c])) found++;
    return found;
}"""

Colour = tuple[int, int, int]


def greys(place: "Locator") -> npt.NDArray[np.uint8]:
    """Give a picture of `place` as rows of greys, 0 for black."""
    picture = base64.b64encode(place.screenshot()).decode()
    blank = place.page.context.new_page()
    found: Any = blank.evaluate(_GREYS, picture)
    blank.close()
    width, values = found
    return np.array(values, np.uint8).reshape(-1, width)


def count_between(place: "Locator", low: Colour, high: Colour) -> int:
    """Count the pixels of a picture of `place` whose colour lies between two."""
    picture = base64.b64encode(place.screenshot()).decode()
    blank = place.page.context.new_page()
    found: Any = blank.evaluate(_COUNT, [picture, list(low), list(high)])
    blank.close()
    return int(found)
