"""A desktop's buttons and lines, flat as a phone's, and in our colours: Qt's own are raised."""

from typing import Any

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPalette, QPen
from PySide6.QtWidgets import QApplication, QProxyStyle, QStyle, QStyleOption

from fitglue_phone.screens.drawn.look import Look

_ROUND, _BAR, _SIDE, _FAINT = 8.0, 6.0, 10, 110
_ELEMENT, _PANEL, _STATE = QStyle.ControlElement, QStyle.PrimitiveElement, QStyle.StateFlag
_COMPLEX, _PART, _ROLE = QStyle.ComplexControl, QStyle.SubControl, QPalette.ColorRole


class Flat(QProxyStyle):
    """Draws with the palette's colours, which are those that each thing was given."""

    def __init__(self, look: Look) -> None:
        super().__init__("Fusion")
        self._palette = _palette(look)

    def standardPalette(self) -> QPalette:  # noqa: N802 - Qt's name
        """Give our colours: Toga gives them to whatever it makes."""
        return self._palette

    def drawControl(  # noqa: N802 - Qt's name
        self, element: Any, option: Any, painter: QPainter, widget: Any = None
    ) -> None:
        """Draw a button's ground, and a bar; the rest is as it was."""
        palette = option.palette
        if element == _ELEMENT.CE_PushButtonBevel:
            _filled(painter, QRectF(option.rect), palette.color(_ROLE.Button))
            _focused(painter, option)
        elif element == _ELEMENT.CE_ProgressBarGroove:
            _filled(painter, _bar(option.rect, 1.0), palette.color(_ROLE.Midlight))
        elif element == _ELEMENT.CE_ProgressBarContents:
            span = option.maximum - option.minimum
            share = (option.progress - option.minimum) / span if span else 0.4
            _filled(painter, _bar(option.rect, share), palette.color(_ROLE.Highlight))
        elif element not in {_ELEMENT.CE_ProgressBarLabel, _ELEMENT.CE_ShapedFrame}:
            super().drawControl(element, option, painter, widget)

    def drawPrimitive(  # noqa: N802 - Qt's name
        self, element: Any, option: Any, painter: QPainter, widget: Any = None
    ) -> None:
        """Draw the ground of a line to type into; the rest is as it was."""
        if element == _PANEL.PE_PanelLineEdit:
            _line(painter, option)
        elif element not in {_PANEL.PE_FrameFocusRect, _PANEL.PE_Frame}:
            super().drawPrimitive(element, option, painter, widget)

    def drawComplexControl(  # noqa: N802 - Qt's name
        self, control: Any, option: Any, painter: QPainter, widget: Any = None
    ) -> None:
        """Draw a choice as a line with an arrow, and a thin scroll bar; the rest is as it was."""
        if control == _COMPLEX.CC_ComboBox:
            _line(painter, option)
            arrow = QStyleOption(option)
            arrow.rect = self.subControlRect(control, option, _PART.SC_ComboBoxArrow, widget)
            super().drawPrimitive(_PANEL.PE_IndicatorArrowDown, arrow, painter, widget)
        elif control == _COMPLEX.CC_ScrollBar:
            where = self.subControlRect(control, option, _PART.SC_ScrollBarSlider, widget)
            _filled(painter, QRectF(where).adjusted(1, 0, -1, 0), option.palette.color(_ROLE.Mid))
        else:
            super().drawComplexControl(control, option, painter, widget)

    def pixelMetric(  # noqa: N802 - Qt's name
        self, metric: Any, option: Any = None, widget: Any = None
    ) -> int:
        """Make a scroll bar thin; the rest is as it was."""
        if metric == QStyle.PixelMetric.PM_ScrollBarExtent:
            return round(_BAR)
        return super().pixelMetric(metric, option, widget)

    def subElementRect(  # noqa: N802 - Qt's name
        self, element: Any, option: Any, widget: Any = None
    ) -> QRect:
        """Leave room beside what is typed; the rest is as it was."""
        where = super().subElementRect(element, option, widget)
        if element == QStyle.SubElement.SE_LineEditContents:
            return where.adjusted(_SIDE, 0, -_SIDE, 0)
        return where


def calm(look: Look) -> None:
    """Use them."""
    QApplication.setStyle(Flat(look))
    QApplication.setPalette(_palette(look))


def _palette(look: Look) -> QPalette:
    palette = QPalette()
    for role, color in (
        (_ROLE.Window, look.paper), (_ROLE.WindowText, look.ink), (_ROLE.Base, look.card),
        (_ROLE.Text, look.ink), (_ROLE.Button, look.glue_wash), (_ROLE.ButtonText, look.glue),
        (_ROLE.Highlight, look.glue), (_ROLE.HighlightedText, look.on_glue),
        (_ROLE.Midlight, look.line), (_ROLE.Mid, look.faint), (_ROLE.PlaceholderText, look.faint),
    ):  # fmt: skip
        palette.setColor(role, QColor(color))
    return palette


def _line(painter: QPainter, option: Any) -> None:
    around = QColor(option.palette.color(_ROLE.Mid))
    around.setAlpha(_FAINT)
    _filled(painter, QRectF(option.rect), option.palette.color(_ROLE.Base), around)
    _focused(painter, option)


def _filled(painter: QPainter, where: QRectF, color: QColor, around: QColor | None = None) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(around, 1) if around else Qt.PenStyle.NoPen)
    painter.setBrush(color)
    round_ = min(_ROUND, where.height() / 2, where.width() / 2)
    painter.drawRoundedRect(where.adjusted(0.5, 0.5, -0.5, -0.5), round_, round_)
    painter.restore()


def _focused(painter: QPainter, option: Any) -> None:
    """Draw a ring around what has the focus: it is always visible."""
    if not option.state & _STATE.State_HasFocus:
        return
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(option.palette.color(_ROLE.Highlight), 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(QRectF(option.rect).adjusted(1, 1, -1, -1), _ROUND, _ROUND)
    painter.restore()


def _bar(where: Any, share: float) -> QRectF:
    middle = where.center().y() - _BAR / 2 + 1
    return QRectF(where.left(), middle, where.width() * share, _BAR)
