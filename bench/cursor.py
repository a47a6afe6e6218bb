"""How smoothly the charts of a 20,000-point activity follow the cursor, in a real Chromium.

The pointer goes to and fro over the first chart for some seconds, a step each frame, while the page
notes when each frame was drawn and how long the browser worked for it. Frames per second are those
of the window; the p95 of the frame time is what a person may notice.
"""

import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

import harness
from fitglue.config import Settings
from fitglue.instance import open_instance
from fitglue.testing.season import season
from fitglue.testing.web_site import chromium, launched, served, signed_in
from fitglue.web.app import create_app

_TARGET = "60 frames a second"
_LONGEST = "To the sea and back"  # 20,000 s with a point a second
_SWEEP = """async ([seconds]) => {
  const over = document.querySelector("figure.chart .u-over");
  const box = over.getBoundingClientRect();
  const work_ms = [], frames_ms = [];
  const began = performance.now();
  let before = began;
  await new Promise((done) => requestAnimationFrame(function frame(now) {
    frames_ms.push(now - before);
    before = now;
    if (now - began > seconds * 1000) return done();
    const share = 0.5 + 0.48 * Math.sin((now - began) / 700);
    const place = { clientX: box.left + share * box.width, clientY: box.top + box.height / 2 };
    const at = performance.now();
    const given = { ...place, bubbles: true, pointerType: "mouse" };
    over.dispatchEvent(new PointerEvent("pointermove", given));
    over.dispatchEvent(new MouseEvent("mousemove", given));
    void document.body.offsetHeight;
    work_ms.push(performance.now() - at);
    requestAnimationFrame(frame);
  }));
  const moment = document.querySelector(".moment").innerText;
  return { frames_ms: frames_ms.slice(2), work_ms, moment };
}"""


def main() -> None:
    """Measure."""
    parser = harness.arguments(__doc__ or "")
    parser.add_argument("--seconds", type=float, default=5.0, help="how long the pointer moves")
    chosen = parser.parse_args()
    if chromium() is None:
        sys.exit("There is no Chromium here: apt-get install chromium")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = launched(playwright)
        measured = _measured(browser, Path(folder), chosen.seconds)
        browser.close()
    frames_ms, work_ms = measured["frames_ms"], measured["work_ms"]
    detail: dict[str, object] = {
        "target": _TARGET,
        "p95_frame_ms": _p95(frames_ms),
        "p95_work_ms": _p95(work_ms),
        "cpu_ms_per_frame": round(measured["cpu_ms"], 2),
        "frames": len(frames_ms),
        "charts": measured["charts"],
    }
    per_second = round(1000 * len(frames_ms) / sum(frames_ms), 1)
    harness.report(harness.result(per_second, None, "frames/s", detail), as_json=chosen.json)


def _measured(browser: Browser, folder: Path, seconds: float) -> dict[str, Any]:
    instance = open_instance(Settings(data=folder, zone="Europe/Paris"))
    made = season(instance, older=0)
    with served(create_app(instance)) as address:
        context = browser.new_context(
            base_url=address, storage_state=signed_in(browser, address),
            viewport={"width": 1280, "height": 900},
        )  # fmt: skip
        page = context.new_page()
        found = _swept(page, made.path(_LONGEST), seconds)
        context.close()
    instance.close()
    return found


def _swept(page: Page, path: str, seconds: float) -> dict[str, Any]:
    """Move the pointer over the charts; the map follows as it does for a person."""
    page.goto(path)
    for island in ("route-map", "stream-charts"):
        page.locator(f"{island}[data-drawn]").wait_for(timeout=60_000)
    page.locator("figure.chart").first.scroll_into_view_if_needed()
    # The processor's time of the page's thread: a busy machine does not add to it.
    devtools = page.context.new_cdp_session(page)
    devtools.send("Performance.enable", {"timeDomain": "threadTicks"})
    before_s = _worked_s(devtools)
    found: dict[str, Any] = page.evaluate(_SWEEP, [seconds])
    found["cpu_ms"] = 1000 * (_worked_s(devtools) - before_s) / len(found["work_ms"])
    if ":" not in found["moment"]:
        sys.exit("The charts did not follow the cursor.")
    return found | {"charts": page.locator("figure.chart").count()}


def _worked_s(devtools: CDPSession) -> float:
    metrics = devtools.send("Performance.getMetrics")["metrics"]
    return next(float(one["value"]) for one in metrics if one["name"] == "TaskDuration")


def _p95(values: list[float]) -> float:
    return round(statistics.quantiles(values, n=20)[-1], 2)


if __name__ == "__main__":
    main()
