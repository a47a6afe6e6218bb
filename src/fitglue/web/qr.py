"""QR codes as pictures in a page: no script and no other host draws them."""

from markupsafe import Markup


def qr_picture(text: str) -> Markup:
    """Draw a text that a phone's camera reads, dark on white whatever the theme is."""
    import segno  # noqa: PLC0415 - only when a phone is paired

    drawn = segno.make(text, error="m", micro=False)
    picture = drawn.svg_inline(
        scale=8,
        svgclass="qr-code",
        border=4,
        dark="#000",
        light="#fff",
        title="QR code",
        omitsize=True,  # a style sheet says how large
    )
    return Markup(picture)  # noqa: S704 - segno's own paths; of the text it draws squares only
