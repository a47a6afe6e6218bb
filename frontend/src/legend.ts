/** What the colours of the route mean: from the slow or easy to the fast or hard. */
import { token } from "./colours";
import { written, type ChartSeries } from "./series";

const EDGE = 0.04; // the share of extremes on both sides that gets the end colours

export class LegendBar {
  #low = 0;
  #high = 1;
  readonly stops: string[];

  constructor(place: HTMLElement, chart: ChartSeries | null) {
    const tone = chart?.key === "heart_rate" ? "heart" : "speed";
    this.stops = [1, 2, 3].map((step) => token(`ramp-${tone}-${step}`));
    place.hidden = !chart;
    if (!chart) return;
    const known = chart.values.filter((value): value is number => value !== null).sort((a, b) => a - b);
    this.#low = known[Math.floor(EDGE * (known.length - 1))] ?? 0;
    this.#high = known[Math.ceil((1 - EDGE) * (known.length - 1))] ?? 1;
    place.dataset.tone = tone;
    place.querySelector("[data-low]")!.textContent = written(chart, this.#low);
    place.querySelector("[data-high]")!.textContent = `${written(chart, this.#high)} ${chart.unit}`;
  }

  /** Gives 0 to 1 for a value, null for a missing one. */
  share(value: number | null | undefined): number | null {
    if (value === null || value === undefined) return null;
    const span = this.#high - this.#low || 1;
    return Math.min(1, Math.max(0, (value - this.#low) / span));
  }
}
