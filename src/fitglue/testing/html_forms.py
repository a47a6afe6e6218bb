"""What a browser would send of a form, without a browser."""

import re
from html.parser import HTMLParser

Sent = dict[str, list[str]]


class _Form(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.sent: Sent = {}
        self._open: tuple[str, str] = ("", "")  # the tag and name whose text is being read
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "option":
            self._option(told)
        elif tag in {"select", "textarea"}:
            self._open, self._text = (tag, told.get("name", "")), ""
        elif tag == "input" and _counts(told):
            self._send(told["name"], told.get("value", "on"))

    def handle_data(self, data: str) -> None:
        self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":  # the first end of line in it does not count
            self._send(self._open[1], self._text.removeprefix("\n"))

    def _option(self, told: dict[str, str]) -> None:
        name = self._open[1]
        if name not in self.sent or "selected" in told:
            self.sent[name] = [told["value"]]

    def _send(self, name: str, value: str) -> None:
        if not name:  # a browser sends nothing of a field without one
            return
        as_sent = value.replace("\r\n", "\n").replace("\n", "\r\n")
        self.sent.setdefault(name, []).append(as_sent)


def _counts(told: dict[str, str]) -> bool:
    is_ticked = told.get("type") not in {"checkbox", "radio"} or "checked" in told
    return "name" in told and told.get("type") != "file" and is_ticked


def sent(html: str) -> Sent:
    """Give what stands in the fields of a page, by name; files are not among it."""
    form = _Form()
    form.feed(html)
    form.close()
    return form.sent


def words_of(html: str) -> str:
    """Give the words of a page."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())
