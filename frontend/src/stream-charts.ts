/** The charts of an activity under one cursor, for pointer, finger and keyboard. */
import type uPlot from "uplot";
import { onThemeChange } from "./colours";
import { moment } from "./moment";
import { plotted, type Axis } from "./plot";
import { offer, pressable } from "./segments";
import { clock, loadSeries, written, type ChartSeries, type Series } from "./series";

const FAR = 10; // rows that a step with Shift, or a page, covers

class StreamCharts extends HTMLElement {
  #series!: Series;
  #axis: Axis = "time";
  #plots: { chart: ChartSeries; figure: HTMLElement; plot: uPlot }[] = [];
  #hint = "";

  async connectedCallback(): Promise<void> {
    this.#series = await loadSeries(this.dataset.series!);
    this.#hint = this.#slider.innerHTML;
    this.#slider.ariaValueMax = String(this.#series.rows - 1);
    if (this.#series.distance) this.#offerAxes();
    this.#draw();
    moment.follow((row) => this.#follow(row));
    this.#slider.addEventListener("keydown", (event) => this.#key(event));
    this.addEventListener("pointermove", (event) => this.#touch(event));
    this.addEventListener("pointerdown", (event) => this.#touch(event));
    new ResizeObserver(() => this.#fit()).observe(this);
    onThemeChange(() => this.#draw());
    this.dataset.drawn = "";
  }

  get #slider(): HTMLElement {
    return this.querySelector<HTMLElement>("[role=slider]")!;
  }

  #offerAxes(): void {
    const group = this.querySelector<HTMLElement>(".axis")!;
    offer(group, [{ key: "time", label: "Time" }, { key: "distance", label: "Distance" }]);
    pressable(group, (key) => {
      this.#axis = key as Axis;
      this.#draw();
    });
  }

  #draw(): void {
    for (const { plot } of this.#plots) plot.destroy();
    this.#plots = []; // a plot that is being made tells its scale, and those are gone
    const figures = [...this.querySelectorAll<HTMLElement>("figure.chart")];
    this.#plots = figures.flatMap((figure, index) => {
      const chart = this.#series.charts.find(({ key }) => key === figure.dataset.key);
      if (!chart) return [];
      const isLast = index === figures.length - 1;
      const place = figure.querySelector<HTMLElement>(".plot")!;
      const plot = plotted(place, chart, this.#series, this.#axis, isLast, {
        pointed: (row) => moment.set(row),
        zoomed: (from, to) => this.#zoom(from, to),
      });
      return [{ chart, figure, plot }];
    });
    this.#follow(moment.row);
  }

  #fit(): void {
    for (const { figure, plot } of this.#plots) {
      const width = figure.clientWidth;
      if (width && width !== plot.width) plot.setSize({ width, height: plot.height });
    }
  }

  #zoom(min: number, max: number): void {
    for (const { plot } of this.#plots) {
      if (plot.scales.x!.min !== min || plot.scales.x!.max !== max)
        plot.setScale("x", { min, max });
    }
  }

  #follow(row: number | null): void {
    for (const { chart, figure, plot } of this.#plots) {
      const left = row === null ? -10 : plot.valToPos(plot.data[0][row]!, "x");
      plot.setCursor({ left, top: row === null ? -10 : 0 }, false);
      const told = figure.querySelector<HTMLElement>(".told")!;
      figure.querySelector(".number")!.textContent = row === null ? "" : written(chart, chart.values[row]);
      told.textContent = (row === null ? told.dataset.summary : told.dataset.unit) ?? "";
    }
    this.#tell(row);
  }

  /** Says where the cursor is: to the eye in the head, to a screen reader as the slider's value. */
  #tell(row: number | null): void {
    const slider = this.#slider;
    slider.ariaValueNow = String(row ?? 0);
    if (row === null) {
      slider.ariaValueText = "none chosen";
      slider.innerHTML = this.#hint;
      return;
    }
    const place = this.#place(row);
    const time = document.createElement("b");
    time.textContent = clock(row * this.#series.step_s);
    slider.replaceChildren(time, place ? ` · ${place}` : "");
    const values = this.#plots.map(({ chart }) => `${chart.label} ${written(chart, chart.values[row])} ${chart.unit}`);
    slider.ariaValueText = [time.textContent, place, ...values].filter(Boolean).join(", ");
  }

  #place(row: number): string {
    const { distance } = this.#series;
    const gone = distance?.values[row];
    if (!distance || gone === null || gone === undefined) return "";
    return `${gone.toFixed(distance.unit === "km" || distance.unit === "mi" ? 2 : 0)} ${distance.unit}`;
  }

  #key(event: KeyboardEvent): void {
    const last = this.#series.rows - 1;
    const now = moment.row ?? (event.key === "ArrowLeft" ? last + 1 : -1);
    const far = Math.max(FAR, Math.round(last / 40));
    const step = event.shiftKey ? far : 1;
    const moves: Record<string, number> = {
      ArrowRight: now + step, ArrowUp: now + step, ArrowLeft: now - step, ArrowDown: now - step,
      PageUp: now + far, PageDown: now - far, Home: 0, End: last,
    };
    if (event.key === "Escape") moment.set(null);
    const next = moves[event.key];
    if (next === undefined) return;
    event.preventDefault();
    moment.set(Math.min(last, Math.max(0, next)));
  }

  /** A finger has no hover: it points where it touches, and may still scroll the page. */
  #touch(event: PointerEvent): void {
    const over = (event.target as HTMLElement).closest?.<HTMLElement>(".u-over");
    const plot = this.#plots.find((candidate) => candidate.plot.over === over)?.plot;
    if (!plot) return;
    if (event.pointerType === "touch")
      moment.set(plot.posToIdx(event.clientX - plot.over.getBoundingClientRect().left));
    else if (event.type === "pointerdown") this.#slider.focus({ preventScroll: true });
  }
}

customElements.define("stream-charts", StreamCharts);
