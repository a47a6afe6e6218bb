"""The help's articles, as an assistant reads them: Markdown, by their place in the help centre."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import fitglue

_FOLDER = Path(fitglue.__file__).parent / "help"
_FENCE = "+++"
SCHEME = "fitglue-help"


@dataclass(frozen=True, slots=True)
class HelpArticle:
    """An article; `key` is its place, such as `concepts/deliveries`."""

    key: str
    title: str
    summary: str
    text: str

    @property
    def uri(self) -> str:
        """Name it as a resource."""
        return f"{SCHEME}://articles/{self.key}"


def articles() -> Iterator[HelpArticle]:
    """Give every article, by place."""
    for path in sorted(_FOLDER.rglob("*.md")):
        yield _read(path, path.relative_to(_FOLDER).with_suffix("").as_posix())


def _read(path: Path, key: str) -> HelpArticle:
    text = path.read_text()
    _, fence, rest = text.partition(f"{_FENCE}\n")
    front, closed, body = rest.partition(f"\n{_FENCE}\n") if fence else ("", "", "")
    if not closed:
        return HelpArticle(key, _title(key), "", text)
    told = tomllib.loads(front)
    return HelpArticle(key, told.get("title") or _title(key), told.get("summary", ""), body.strip())


def _title(key: str) -> str:
    return key.rpartition("/")[2].replace("_", " ").replace("-", " ").capitalize()
