"""QR codes as pictures in a page: no script and no other host draws them."""

from markupsafe import Markup


def qr_picture(text: str) -> Markup:
    """Draw a text that a phone's camera reads, dark on white whatever the theme is."""
    import segno  # noqa: PLC0415 - only when a phone is paired

    drawn = segno.make(text, error="m", micro=False)
    picture = drawn.svg_inline(
        svgclass="qr-code", border=4, omitsize=True, dark="#000", light="#fff", title="QR code"
    )
    return Markup(picture)  # noqa: S704 - segno's own paths; of the text it draws squares only
