"""The colours and sizes: warm paper, white cards, hairlines, one green; light and dark alike."""

from dataclasses import dataclass

from fitglue_phone.screens.page import Tone


@dataclass(frozen=True, slots=True)
class Look:
    """Colours by what they are for."""

    paper: str
    card: str
    line: str
    ink: str
    soft: str
    glue: str
    on_glue: str
    glue_wash: str
    warn: str
    warn_wash: str
    faint: str

    def mark(self, tone: Tone) -> str:
        """Give the colour of a row's mark."""
        marks = {Tone.DONE: self.glue, Tone.WAITS: self.faint, Tone.NEEDS_YOU: self.warn}
        return marks.get(tone, self.faint)


LIGHT = Look(
    paper="#faf9f6", card="#ffffff", line="#e6e3dc", ink="#1d1f23", soft="#6a6d73", glue="#0f7a5f",
    on_glue="#ffffff", glue_wash="#e7f3ee", warn="#a35a00", warn_wash="#fdf2df", faint="#a5a7ab",
)  # fmt: skip
DARK = Look(
    paper="#14161a", card="#1b1e24", line="#2b2f38", ink="#eceae4", soft="#9aa0a8", glue="#3ecf9f",
    on_glue="#10201b", glue_wash="#16302a", warn="#f0b35a", warn_wash="#33260f", faint="#6b717a",
)  # fmt: skip

#: Points; a phone's own sizes are about these.
TITLE, FIGURE, BODY, SMALL = 21, 19, 12, 10
SIDE, GAP, INSIDE = 20, 12, 16
