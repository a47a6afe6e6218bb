"""Finds code and style that stand in a page itself, where a strict policy lets none be."""

from html.parser import HTMLParser


def inline_code(html: str) -> list[str]:
    """Give every piece of inline style or script, each as its tag says it."""
    page = _Page()
    page.feed(html)
    page.close()
    return page.found


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: (value or "").strip().lower() for name, value in attrs}
        is_code = tag == "style" or (tag == "script" and not told.get("src"))
        if is_code or any(_runs(name, value) for name, value in told.items()):
            self.found.append(self.get_starttag_text() or tag)


def _runs(name: str, value: str) -> bool:
    return name == "style" or name.startswith(("on", "hx-on")) or value.startswith("javascript:")
