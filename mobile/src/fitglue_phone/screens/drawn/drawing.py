"""A page as widgets: the title, its blocks from top to bottom, and the three tabs below."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import toga
from toga.style.pack import Pack

from fitglue_phone.screens.drawn.look import BODY, FIGURE, GAP, INSIDE, SIDE, SMALL, TITLE
from fitglue_phone.screens.drawn.pieces import Pieces, column, row
from fitglue_phone.screens.page import (
    Act,
    Block,
    Buttons,
    Card,
    Choice,
    Document,
    Field,
    Figure,
    Figures,
    Heading,
    Page,
    Place,
    Press,
    Progress,
    Row,
    Rows,
    Tone,
    Words,
    go,
)

_TABS = ((Place.HOME, "Today"), (Place.WORKOUTS, "Workouts"), (Place.SETTINGS, "Settings"))
_MARK, _ROOM = 18, 8
_BACK = "\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK} Back"

Typed = Callable[[str, str], None]


@dataclass(frozen=True, slots=True)
class Drawing:
    """Draws pages with pieces; what is typed is told to `typed`."""

    pieces: Pieces
    typed: Typed

    def page(self, page: Page) -> toga.Box:
        """Draw a page."""
        blocks = [one for block in page.blocks for one in self._block(block)]
        content = column([*self._top(page), *blocks], margin=SIDE)
        scrolled = toga.ScrollContainer(
            content=content, horizontal=False,
            style=Pack(flex=1, background_color=self.pieces.look.paper),
        )  # fmt: skip
        below = self._tabs(page.place) if page.has_tabs else []
        return column([scrolled, *below], background_color=self.pieces.look.paper, flex=1)

    def _top(self, page: Page) -> Sequence[toga.Widget]:
        back = []
        if page.back:
            button = self.pieces.button(go(_BACK, page.back), is_small=True)
            narrow = self.pieces.measure.width(button.text, SMALL) + 4  # its text begins the line
            button.style.update(
                margin_left=0, width=round(narrow), background_color=self.pieces.look.paper
            )
            back = [row([button], margin_bottom=GAP)]
        title = self.pieces.text(
            page.title, size=TITLE, weight="bold", below=GAP // 2 if page.under else SIDE
        )
        under = []
        if page.under:
            under = [self.pieces.text(page.under, color=self.pieces.look.soft, below=SIDE)]
        return [*back, title, *under]

    def _tabs(self, place: Place) -> Sequence[toga.Widget]:
        tabs = [self._tab(where, label, is_here=where is place) for where, label in _TABS]
        return [self.pieces.hairline(), row(tabs, background_color=self.pieces.look.card)]

    def _tab(self, where: Place, label: str, *, is_here: bool) -> toga.Button:
        tab = self.pieces.button(go(label, where))
        tab.style.update(
            flex=1, height=52, font_size=SMALL, font_weight="bold" if is_here else "normal",
            color=self.pieces.look.glue if is_here else self.pieces.look.soft, margin_top=0,
            background_color=self.pieces.look.card,
        )  # fmt: skip
        return tab

    def _block(  # noqa: C901, PLR0911 - a line for each kind of block, which types check
        self, block: Block
    ) -> Sequence[toga.Widget]:
        match block:
            case Words():
                return self._words(block)
            case Heading():
                return self._heading(block)
            case Figures():
                return self._figures(block)
            case Card():
                return self._card(block)
            case Rows():
                return self._rows(block)
            case Field():
                return self._field(block)
            case Choice():
                return self._choice(block)
            case Progress():
                return self._progress(block)
            case Buttons():
                return self._buttons(block)
            case Document():
                return self._document(block)

    def _buttons(self, block: Buttons) -> Sequence[toga.Widget]:
        return [column(self.pieces.buttons(block.buttons), margin_bottom=SIDE)]

    def _words(self, block: Words) -> Sequence[toga.Widget]:
        look = self.pieces.look
        size, color = (SMALL, look.soft) if block.is_soft else (BODY, look.ink)
        return [self.pieces.text(block.text, color=color, size=size, below=GAP)]

    def _heading(self, block: Heading) -> Sequence[toga.Widget]:
        drawn = self.pieces.text(
            block.text, size=SMALL, weight="bold", color=self.pieces.look.soft, below=GAP // 2
        )
        drawn.style.margin_top = GAP
        return [drawn]

    def _figures(self, block: Figures) -> Sequence[toga.Widget]:
        each = self.pieces.width / len(block.figures) - GAP
        return [row([self._figure(one, each) for one in block.figures], margin_bottom=SIDE)]

    def _figure(self, one: Figure, within: float) -> toga.Box:
        value = self.pieces.text(one.value, size=FIGURE, weight="bold")
        soft = self.pieces.look.soft
        label = self.pieces.text(one.label, size=SMALL, color=soft, within=within)
        return column([value, label], flex=1)

    def _card(self, card: Card) -> Sequence[toga.Widget]:
        look, needs_you = self.pieces.look, card.tone is Tone.NEEDS_YOU
        inside = self._inside()
        told: list[toga.Widget] = []
        if card.title:
            color = look.warn if needs_you else look.ink
            told.append(
                self.pieces.text(card.title, weight="bold", color=color, within=inside, below=4)
            )
        if card.text:
            color = look.ink if needs_you else look.soft
            told.append(self.pieces.text(card.text, color=color, within=inside))
        told += self.pieces.buttons(card.buttons, ground=look.card if needs_you else "")
        return [self.pieces.card(told, wash=look.warn_wash if needs_you else "")]

    def _rows(self, block: Rows) -> Sequence[toga.Widget]:
        drawn: list[toga.Widget] = []
        for number, one in enumerate(block.rows):
            if number:
                line = self.pieces.hairline()
                line.style.update(margin_top=GAP, margin_bottom=GAP)
                drawn.append(line)
            drawn.append(self._row(one))
        return [self.pieces.card(drawn)]

    def _row(self, one: Row) -> toga.Widget:
        pieces, look = self.pieces, self.pieces.look
        beside = pieces.small_width(one.button) + GAP if one.button else 0.0
        has_mark = one.tone is not Tone.CALM
        within = self._inside() - beside - (_MARK if has_mark else 0)
        told: list[toga.Widget] = [pieces.text(one.title, within=within)]
        if one.under:
            told.append(pieces.text(one.under, size=SMALL, color=look.soft, within=within))
        mark = [self._mark(one.tone)] if has_mark else []
        button = [pieces.button(one.button, is_small=True)] if one.button else []
        return row([*mark, column(told, flex=1), *button])

    def _mark(self, tone: Tone) -> toga.Label:
        """Draw a dot: filled when something is done or needs somebody, a ring while it waits."""
        return toga.Label(
            "○" if tone is Tone.WAITS else "●",
            style=Pack(width=_MARK, color=self.pieces.look.mark(tone), font_size=SMALL),
        )

    def _field(self, block: Field) -> Sequence[toga.Widget]:
        kind = toga.PasswordInput if block.is_secret else toga.TextInput
        line = kind(
            value=block.value,
            placeholder=block.example,
            on_change=lambda widget: self.typed(block.name, widget.value),
            style=self._to_fill_in(),
        )
        return [self._label(block.label), line]

    def _choice(self, block: Choice) -> Sequence[toga.Widget]:
        chosen = toga.Selection(
            items=list(block.options),
            value=block.chosen,
            on_change=lambda widget: self.pieces.pressed(Press(Act.CHOOSE, str(widget.value))),
            style=self._to_fill_in(),
        )
        return [self._label(block.label), chosen]

    def _label(self, text: str) -> toga.Label:
        return self.pieces.text(text, size=SMALL, color=self.pieces.look.soft, below=4)

    def _to_fill_in(self) -> Pack:
        look = self.pieces.look
        return Pack(
            font_size=BODY, height=44, margin_bottom=GAP, color=look.ink,
            background_color=look.card,
        )  # fmt: skip

    def _progress(self, block: Progress) -> Sequence[toga.Widget]:
        bar = toga.ProgressBar(
            max=None if block.share is None else 1.0,
            value=block.share or 0.0,
            style=Pack(margin_bottom=GAP // 2, height=12, color=self.pieces.look.glue),
        )
        bar.start()
        return [bar, self.pieces.text(block.text, below=GAP)]

    def _document(self, block: Document) -> Sequence[toga.Widget]:
        look = self.pieces.look
        style = Pack(
            height=360, margin_bottom=GAP, font_size=SMALL, color=look.ink,
            background_color=look.card,
        )  # fmt: skip
        return [toga.MultilineTextInput(value=block.text, readonly=True, style=style)]

    def _inside(self) -> float:
        return self.pieces.width - 2 * INSIDE - _ROOM
