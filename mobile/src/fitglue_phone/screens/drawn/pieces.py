"""The smallest things that are drawn: a line of text, a button, a hairline, a card."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import toga
from toga.style.pack import CENTER, COLUMN, ROW, Pack

from fitglue_phone.screens.drawn.look import BODY, GAP, INSIDE, SMALL, Look
from fitglue_phone.screens.drawn.wrapping import Measure
from fitglue_phone.screens.page import Button, Press

_LEAST_BUTTON, _BESIDE_TEXT = 44, 34


@dataclass(frozen=True, slots=True)
class Pieces:
    """What everything is drawn with; `width` is that of a line within the page's sides."""

    look: Look
    measure: Measure
    width: float
    pressed: Callable[[Press], None]

    def text(  # noqa: PLR0913 - what a text looks like, each with its default
        self, text: str, *, size: int = BODY, color: str = "", weight: str = "normal",
        within: float = 0.0, below: int = 0,
    ) -> toga.Label:  # fmt: skip
        """Draw a paragraph, broken into lines."""
        wrapped = self.measure.wrapped(text, within or self.width, size, weight)
        return toga.Label(
            wrapped,
            style=Pack(
                color=color or self.look.ink, font_size=size, font_weight=weight,
                margin_bottom=below,
            ),
        )  # fmt: skip

    def button(self, button: Button, *, is_small: bool = False, ground: str = "") -> toga.Button:
        """Draw a button: the main one is filled."""
        look, press = self.look, button.press
        size = SMALL if is_small else BODY
        style = Pack(
            font_size=size,
            font_weight="bold" if button.is_main else "normal",
            color=look.on_glue if button.is_main else look.glue,
            background_color=look.glue if button.is_main else ground or look.glue_wash,
            height=34 if is_small else _LEAST_BUTTON,
        )
        if is_small:
            style.update(width=self.small_width(button), margin_left=GAP)
        return toga.Button(button.label, on_press=lambda _: self.pressed(press), style=style)

    def small_width(self, button: Button) -> float:
        """Give how wide a button in a row is."""
        return round(self.measure.width(button.label, SMALL)) + _BESIDE_TEXT

    def buttons(self, several: Sequence[Button], *, ground: str = "") -> list[toga.Widget]:
        """Draw buttons below each other, each as wide as it may be."""
        drawn = [self.button(one, ground=ground) for one in several]
        for one in drawn:
            one.style.margin_top = GAP
        return list(drawn)

    def hairline(self) -> toga.Box:
        """Draw a thin line."""
        return toga.Box(style=Pack(height=1, background_color=self.look.line))

    def card(self, children: Sequence[toga.Widget], *, wash: str = "") -> toga.Box:
        """Draw a card with a hairline around it, or washed in a colour."""
        inside = toga.Box(children=list(children), style=Pack(direction=COLUMN, margin=INSIDE))
        filled = Pack(direction=COLUMN, margin=1, background_color=wash or self.look.card, flex=1)
        card = toga.Box(children=[inside], style=filled)
        around = Pack(direction=COLUMN, background_color=wash or self.look.line, margin_bottom=GAP)
        return toga.Box(children=[card], style=around)


def column(children: Sequence[toga.Widget], **style: object) -> toga.Box:
    """Put things below each other."""
    return toga.Box(children=list(children), style=Pack(direction=COLUMN, **style))


def row(children: Sequence[toga.Widget], **style: object) -> toga.Box:
    """Put things beside each other."""
    return toga.Box(children=list(children), style=Pack(direction=ROW, align_items=CENTER, **style))
