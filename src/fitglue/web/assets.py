"""Scripts, styles and fonts as the bundler left them: names with a hash, so kept for a year."""

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from fitglue.domain.errors import Misconfigured

ASSETS = Path(__file__).parent / "assets"
_A_YEAR = "public, max-age=31536000, immutable"
_TYPES = {
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".css": "text/css",
    ".json": "application/json",
}


@dataclass(frozen=True)
class Bundle:
    """What the bundler made. Raises Misconfigured when it has not run."""

    folder: Path = ASSETS

    @cached_property
    def _manifest(self) -> dict[str, Any]:
        try:
            found: dict[str, Any] = json.loads((self.folder / "manifest.json").read_text())
        except FileNotFoundError:
            raise Misconfigured(
                "The scripts and styles of the pages are not there.",
                "Start FitGlue with bin/fitglue, which builds them, or install it from its wheel.",
            ) from None
        return found

    def script(self, entry: str) -> str:
        """Give the address of an entry's script."""
        return f"/assets/{self._manifest[f'src/{entry}.ts']['file']}"

    def styles(self, entry: str) -> list[str]:
        """Give the addresses of an entry's style sheets, what it shares with others first."""
        names = dict.fromkeys(self._sheets(f"src/{entry}.ts"))
        return [f"/assets/{name}" for name in names]

    def _sheets(self, key: str) -> list[str]:
        chunk = self._manifest[key]
        shared = [sheet for one in chunk.get("imports", []) for sheet in self._sheets(one)]
        return [*shared, *chunk.get("css", [])]


class BundledFiles(StaticFiles):
    """Serves the bundle; text goes out as the bundler compressed it."""

    def __init__(self, folder: Path = ASSETS) -> None:
        super().__init__(directory=folder)
        self.folder = folder

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Give a file, compressed when that is there and welcome."""
        compressed = _takes_gzip(scope) and (self.folder / f"{path}.gz").is_file()
        response = await super().get_response(f"{path}.gz" if compressed else path, scope)
        response.headers["cache-control"] = _A_YEAR
        if (kind := _TYPES.get(Path(path).suffix)) is not None:
            response.headers["content-type"] = f"{kind}; charset=utf-8"
            response.headers["vary"] = "Accept-Encoding"
        if compressed:
            response.headers["content-encoding"] = "gzip"
        return response


def _takes_gzip(scope: Scope) -> bool:
    accepted = dict(scope["headers"]).get(b"accept-encoding", b"")
    return b"gzip" in accepted
