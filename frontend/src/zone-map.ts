/** Privacy zones on plain paper: click to place one, drag its middle or the handle on its border. */
import type { FeatureCollection } from "geojson";
import type { GeoJSONSource, Map as GlMap, Marker } from "maplibre-gl";
import { onThemeChange, token } from "./colours";
import { Paper } from "./paper";
import type { RouteSeries } from "./series";
import { awayM, ringOf, towards, ZoneForm, type Circle } from "./zone-form";

const NOWHERE: Circle = { longitude: 10, latitude: 30, radius_m: 4_000_000 };
const AROUND = 2.5;
const NOTHING: FeatureCollection = { type: "FeatureCollection", features: [] };
const HANDLE_AT = 0; // to the east

interface Drawn {
  zone: ZoneForm;
  middle: Marker;
  handle: Marker;
}

class ZoneMap extends HTMLElement {
  #map!: GlMap;
  #paper!: Paper;
  #drawn: Drawn[] = [];
  #active!: ZoneForm;

  async connectedCallback(): Promise<void> {
    try {
      const engine = await import("./map-engine");
      const zones = this.#zones();
      this.#active = zones.find((zone) => zone.isNew) ?? zones[0]!;
      this.#map = engine.makeMap(this.#part(".map-canvas"), asRoute(this.#seen(zones)), this.dataset.tiles ?? "");
      this.#map.getCanvas().setAttribute("aria-label", this.dataset.label ?? "");
      this.#drawn = zones.map((zone) => this.#markers(zone, engine));
      this.#map.once("load", () => this.#begin());
    } catch (trouble) {
      console.warn(trouble);
      const told = this.#part(".map-trouble");
      told.textContent = "This browser cannot draw the map: WebGL is off or missing. Type the coordinates instead.";
      told.hidden = false;
    }
  }

  #part(selector: string): HTMLElement {
    return this.querySelector<HTMLElement>(selector)!;
  }

  #zones(): ZoneForm[] {
    const { each, least, most } = this.dataset;
    const forms = document.querySelectorAll<HTMLFormElement>("form[data-zone]");
    return [...forms].map((form) => new ZoneForm(form, Number(each), Number(least), Number(most)));
  }

  /** What the map shows first: all zones, else where the newest route began, else the world. */
  #seen(zones: ZoneForm[]): Circle[] {
    const circles = zones.map((zone) => zone.circle()).filter((circle) => circle !== null);
    if (circles.length) return circles.map((circle) => ({ ...circle, radius_m: circle.radius_m * AROUND }));
    const [begin] = this.#way();
    return [begin ? { longitude: begin[0], latitude: begin[1], radius_m: 1500 } : NOWHERE];
  }

  /** The newest route, so that the paper shows where one is. */
  #way(): [number, number][] {
    return JSON.parse(this.dataset.way || "[]") as [number, number][];
  }

  #markers(zone: ZoneForm, engine: typeof import("./map-engine")): Drawn {
    const middle = engine.makeHandle("zone-middle");
    const handle = engine.makeHandle("zone-handle");
    middle.on("drag", () => {
      const { lng, lat } = middle.getLngLat();
      this.#activate(zone);
      zone.place(lng, lat);
      this.#draw();
    });
    handle.on("drag", () => {
      const circle = zone.circle();
      this.#activate(zone);
      if (circle) zone.reach(awayM(circle, handle.getLngLat()));
      this.#draw(handle);
    });
    handle.on("dragend", () => this.#draw());
    zone.form.addEventListener("input", () => this.#draw());
    zone.form.addEventListener("focusin", () => this.#activate(zone));
    return { zone, middle, handle };
  }

  #activate(zone: ZoneForm): void {
    if (this.#active === zone) return;
    this.#active = zone;
    this.#draw();
  }

  #begin(): void {
    const { units, tiles } = this.dataset;
    this.#paper = new Paper(this.#map, this.#part(".map-scale"), units === "imperial" ? "imperial" : "metric", tiles ?? "");
    this.#map.addSource("zones", { type: "geojson", data: NOTHING });
    this.#map.addLayer({ id: "zones", type: "fill", source: "zones", paint: { "fill-opacity": 0.16 } });
    this.#map.addLayer({
      id: "zone-borders", type: "line", source: "zones",
      paint: { "line-width": ["case", ["get", "active"], 2.5, 1.5], "line-opacity": ["case", ["get", "active"], 1, 0.6] },
    });
    this.#paint();
    this.#draw();
    this.#map.on("click", (event) => this.#place(event.lngLat));
    this.#part(".map-zoom").addEventListener("click", (event) => this.#zoom(event));
    onThemeChange(() => this.#paint());
    this.#map.once("idle", () => (this.dataset.drawn = ""));
  }

  #paint(): void {
    const geometry = { type: "LineString" as const, coordinates: this.#way() };
    const way = { type: "Feature" as const, properties: { kind: "plain" }, geometry };
    const route = geometry.coordinates.length > 1 ? { ...NOTHING, features: [way] } : NOTHING;
    this.#paper.paint(route, [token("soft"), token("soft"), token("soft")]);
    this.#map.setPaintProperty("zones", "fill-color", token("glue"));
    this.#map.setPaintProperty("zone-borders", "line-color", token("glue"));
  }

  #place(at: { lng: number; lat: number }): void {
    this.#active.place(at.lng, at.lat);
    this.#draw();
  }

  /** Draws every zone anew; the handle that a hand holds stays under it. */
  #draw(held?: Marker): void {
    const features = this.#drawn.flatMap(({ zone, middle, handle }) => {
      const circle = zone.circle();
      if (!circle) {
        middle.remove();
        handle.remove();
        return [];
      }
      middle.setLngLat([circle.longitude, circle.latitude]).addTo(this.#map);
      if (handle !== held) handle.setLngLat(towards(circle, HANDLE_AT)).addTo(this.#map);
      const geometry = { type: "Polygon" as const, coordinates: [ringOf(circle)] };
      return [{ type: "Feature" as const, properties: { active: zone === this.#active }, geometry }];
    });
    this.#map.getSource<GeoJSONSource>("zones")?.setData({ type: "FeatureCollection", features });
    this.#part(".map-canvas").dataset.zones = String(features.length);
  }

  #zoom(event: Event): void {
    const wish = (event.target as HTMLElement).closest<HTMLElement>("[data-zoom]")?.dataset.zoom;
    if (wish === "in") this.#map.zoomIn();
    if (wish === "out") this.#map.zoomOut();
    if (wish === "fit") this.#paper.fit(asRoute(this.#seen(this.#drawn.map(({ zone }) => zone))));
  }
}

/** Borders of circles, as the map's first view wants them. */
function asRoute(circles: Circle[]): RouteSeries {
  const corners = circles.flatMap((circle) => [0, 1, 2, 3].map((turn) => towards(circle, (turn * Math.PI) / 2)));
  return {
    time_s: [], breaks: [],
    longitude: corners.map(([longitude]) => longitude),
    latitude: corners.map(([, latitude]) => Math.min(Math.max(latitude, -80), 80)),
  };
}

customElements.define("zone-map", ZoneMap);
