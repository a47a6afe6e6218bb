/** The route on plain paper, coloured by what was measured, following the shared moment. */
import { onThemeChange } from "./colours";
import { LegendBar } from "./legend";
import { moment } from "./moment";
import { Paper } from "./paper";
import { drawable, nearestPoint, pointAt, rowOf } from "./route";
import { offer, pressable } from "./segments";
import { loadSeries, type ChartSeries, type Series } from "./series";
import type { Map as GlMap, Marker } from "maplibre-gl";

const CLOSE_PX = 28;
const COLOURED = ["heart_rate", "rate"];

class RouteMap extends HTMLElement {
  #series!: Series;
  #map!: GlMap;
  #paper!: Paper;
  #marker!: Marker;
  #chart: ChartSeries | null = null;

  async connectedCallback(): Promise<void> {
    try {
      const [engine, series] = await Promise.all([import("./map-engine"), loadSeries(this.dataset.series!)]);
      if (!series.route) return;
      this.#series = series;
      this.#map = engine.makeMap(this.#part(".map-canvas"), series.route, this.dataset.tiles ?? "");
      this.#marker = engine.makeMarker();
      this.#map.once("load", () => this.#begin());
    } catch (trouble) {
      this.#excuse(trouble);
    }
  }

  #part(selector: string): HTMLElement {
    return this.querySelector<HTMLElement>(selector)!;
  }

  #excuse(trouble: unknown): void {
    console.warn(trouble);
    const told = this.#part(".map-trouble");
    told.textContent = "This browser cannot draw the map: WebGL is off or missing. The charts show the rest.";
    told.hidden = false;
  }

  #begin(): void {
    this.#paper = new Paper(this.#map, this.#part(".map-scale"), this.#series.units, this.dataset.tiles ?? "");
    if (this.#series.virtual) this.#paper.dash();
    this.#offerColours();
    this.#paint();
    this.#credit();
    this.#follow(moment.row);
    moment.follow((row) => this.#follow(row));
    this.#map.on("mousemove", (event) => this.#point(event.point));
    this.#map.on("mouseout", () => moment.set(null));
    this.#part(".map-zoom").addEventListener("click", (event) => this.#zoom(event));
    onThemeChange(() => this.#paint());
    this.#map.once("idle", () => (this.dataset.drawn = ""));
  }

  #offerColours(): void {
    const charts = COLOURED.flatMap((key) => this.#series.charts.filter((chart) => chart.key === key));
    this.#chart = charts[0] ?? null;
    const group = this.#part(".map-switch");
    offer(group, charts);
    pressable(group, (key) => {
      this.#chart = charts.find((chart) => chart.key === key) ?? null;
      this.#paint();
    });
  }

  #paint(): void {
    const legend = new LegendBar(this.#part(".map-legend"), this.#chart);
    this.#paper.paint(drawable(this.#series, this.#chart, legend), legend.stops);
  }

  #credit(): void {
    const host = this.dataset.tileHost;
    if (!host) return;
    const credit = this.#part(".map-credit");
    credit.textContent = host.includes("openstreetmap.org") ? "© OpenStreetMap contributors" : `Map: ${new URL(host).hostname}`;
    credit.hidden = false;
  }

  #follow(row: number | null): void {
    const place = row === null ? null : pointAt(this.#series.route!, row * this.#series.step_s);
    if (place) this.#marker.setLngLat(place).addTo(this.#map);
    else this.#marker.remove();
  }

  #point(pixel: { x: number; y: number }): void {
    const index = nearestPoint(this.#map, this.#series.route!, pixel, CLOSE_PX);
    moment.set(index === null ? null : rowOf(this.#series, index));
  }

  #zoom(event: Event): void {
    const wish = (event.target as HTMLElement).closest<HTMLElement>("[data-zoom]")?.dataset.zoom;
    if (wish === "in") this.#map.zoomIn();
    if (wish === "out") this.#map.zoomOut();
    if (wish === "fit") this.#paper.fit(this.#series.route!);
  }
}

customElements.define("route-map", RouteMap);
