/** Two handles on a chart cut off its start and its end; the fields below say the same in words. */
import type uPlot from "uplot";
import { onThemeChange } from "./colours";
import { plotted } from "./plot";
import { clock, loadSeries, type Series } from "./series";

type End = "start" | "end";
const LEAST_S = 10;
const FAR_S = 60;
const DRAWN = ["rate", "heart_rate", "altitude"];

class TrimChart extends HTMLElement {
  #series!: Series;
  #plot!: uPlot;
  #at: Record<End, number> = { start: 0, end: 0 };
  #handles = {} as Record<End, HTMLElement>;
  #gone = {} as Record<End, HTMLElement>;

  async connectedCallback(): Promise<void> {
    this.#series = await loadSeries(this.dataset.series!);
    if (!this.#series.charts.length) return;
    this.#at = { start: seconds(this.#field("start").value) ?? 0, end: seconds(this.#field("end").value) ?? this.#length };
    this.#make("start", this.dataset.from!);
    this.#make("end", this.dataset.to!);
    this.#draw();
    for (const end of ["start", "end"] as const)
      this.#field(end).addEventListener("input", () => this.#read(end));
    new ResizeObserver(() => this.#fit()).observe(this);
    onThemeChange(() => this.#draw());
    this.dataset.drawn = "";
  }

  get #length(): number {
    return Number(this.dataset.length);
  }

  #field(end: End): HTMLInputElement {
    return document.querySelector<HTMLInputElement>(`#${end}`)!;
  }

  #make(end: End, label: string): void {
    const gone = document.createElement("div");
    gone.className = `gone ${end}`;
    const handle = document.createElement("button");
    handle.type = "button";
    handle.className = `handle ${end}`;
    handle.setAttribute("role", "slider");
    handle.ariaLabel = label;
    handle.ariaValueMin = "0";
    handle.ariaValueMax = String(this.#length);
    handle.addEventListener("keydown", (event) => this.#key(end, event));
    handle.addEventListener("pointerdown", (event) => this.#grab(end, event));
    this.#handles[end] = handle;
    this.#gone[end] = gone;
  }

  #draw(): void {
    const place = this.querySelector<HTMLElement>(".plot")!;
    this.#plot?.destroy();
    const charts = this.#series.charts;
    const chart = charts.find(({ key }) => key === DRAWN.find((each) => charts.some((one) => one.key === each))) ?? charts[0]!;
    this.#plot = plotted(place, chart, this.#series, "time", true, {
      pointed: () => {},
      zoomed: () => {},
    });
    this.#plot.cursor.drag = { x: false, y: false, setScale: false };
    this.#plot.over.append(...Object.values(this.#gone), ...Object.values(this.#handles));
    requestAnimationFrame(() => this.#show());
  }

  #fit(): void {
    const width = this.querySelector(".plot")!.clientWidth;
    if (width && width !== this.#plot.width) {
      this.#plot.setSize({ width, height: this.#plot.height });
      requestAnimationFrame(() => this.#show());
    }
  }

  #show(): void {
    const width = this.#plot.over.clientWidth;
    const at = (second: number) => Math.min(width, Math.max(0, this.#plot.valToPos(second, "x")));
    const [left, right] = [at(this.#at.start), at(this.#at.end)];
    this.#handles.start.style.left = `${left}px`;
    this.#handles.end.style.left = `${right}px`;
    this.#gone.start.style.width = `${left}px`;
    this.#gone.end.style.left = `${right}px`;
    for (const end of ["start", "end"] as const) {
      this.#handles[end].ariaValueNow = String(Math.round(this.#at[end]));
      this.#handles[end].ariaValueText = clock(this.#at[end]);
    }
  }

  /** Moves an end, never over the other one; the field says it as the handle does. */
  #move(end: End, second: number): void {
    const { start, end: last } = this.#at;
    const [low, high] = end === "start" ? [0, last - LEAST_S] : [start + LEAST_S, this.#length];
    this.#at[end] = Math.round(Math.min(Math.max(second, low), Math.max(low, high)));
    this.#field(end).value = clock(this.#at[end]);
    this.#show();
  }

  #settled(end: End): void {
    this.#field(end).dispatchEvent(new Event("change", { bubbles: true }));
  }

  #read(end: End): void {
    const written = seconds(this.#field(end).value);
    if (written === null) return;
    this.#at[end] = Math.min(Math.max(written, 0), this.#length);
    this.#show();
  }

  #grab(end: End, grabbed: PointerEvent): void {
    const handle = this.#handles[end];
    grabbed.preventDefault();
    grabbed.stopPropagation();
    handle.focus();
    handle.setPointerCapture(grabbed.pointerId);
    const box = this.#plot.over.getBoundingClientRect();
    const move = (event: PointerEvent) => this.#move(end, this.#plot.posToVal(event.clientX - box.left, "x"));
    const done = () => {
      handle.removeEventListener("pointermove", move);
      this.#settled(end);
    };
    handle.addEventListener("pointermove", move);
    handle.addEventListener("lostpointercapture", done, { once: true });
  }

  #key(end: End, event: KeyboardEvent): void {
    const step = event.shiftKey ? FAR_S : 1;
    const moves: Record<string, number> = {
      ArrowRight: step, ArrowUp: step, ArrowLeft: -step, ArrowDown: -step,
      PageUp: FAR_S, PageDown: -FAR_S, Home: -Infinity, End: Infinity,
    };
    const by = moves[event.key];
    if (by === undefined) return;
    event.preventDefault();
    this.#move(end, this.#at[end] + by);
    this.#settled(end);
  }
}

/** Reads "1:02:03", "2:03" or "123"; null for what is none. */
function seconds(written: string): number | null {
  const parts = written.trim().split(":").map(Number);
  if (!written.trim() || parts.length > 3 || parts.some((part) => !Number.isFinite(part) || part < 0)) return null;
  return parts.reduce((total, part) => total * 60 + part, 0);
}

customElements.define("trim-chart", TrimChart);
