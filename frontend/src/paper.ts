/** What lies under the route: plain paper with a grid of round distances, land from afar, or tiles. */
import type { FeatureCollection } from "geojson";
import type { ExpressionSpecification, GeoJSONSource, Map as GlMap } from "maplibre-gl";
import { token } from "./colours";
import { gridOf, spacingFor } from "./grid";
import { boundsOf } from "./route";
import type { RouteSeries } from "./series";

const NOTHING: FeatureCollection = { type: "FeatureCollection", features: [] };
const LAND_BELOW_ZOOM = 8; // closer, a coast of 1 : 50 million lies beside the truth
const FAR_AWAY: ExpressionSpecification = ["interpolate", ["linear"], ["zoom"], 5.5, 1, LAND_BELOW_ZOOM, 0];

export class Paper {
  #hasLand = false;

  constructor(
    readonly map: GlMap,
    readonly scale: HTMLElement,
    readonly units: "metric" | "imperial",
    readonly tiles: string,
  ) {
    for (const source of ["land", "grid", "route"]) map.addSource(source, { type: "geojson", data: NOTHING });
    if (tiles) map.addLayer({ id: "tiles", type: "raster", source: "tiles" });
    map.addLayer({ id: "sea", type: "background", layout: { visibility: "none" }, paint: { "background-opacity": FAR_AWAY } });
    map.addLayer({ id: "land", type: "fill", source: "land" });
    map.addLayer({ id: "grid", type: "line", source: "grid", paint: { "line-width": 1 } });
    this.#routeLayers();
    map.on("moveend", () => this.#settle());
    map.on("zoom", () => this.#measure());
    this.#settle();
  }

  #routeLayers(): void {
    const round = { "line-cap": "round", "line-join": "round" } as const;
    const lines = (kind: string) => ["==", ["get", "kind"], kind] as ExpressionSpecification;
    this.map.addLayer({ id: "rim", type: "line", source: "route", filter: ["in", ["get", "kind"], ["literal", ["plain", "shaded"]]], layout: round, paint: { "line-width": 7.5 } });
    this.map.addLayer({ id: "plain", type: "line", source: "route", filter: lines("plain"), layout: round, paint: { "line-width": 4.5 } });
    this.map.addLayer({ id: "shaded", type: "line", source: "route", filter: lines("shaded"), layout: round, paint: { "line-width": 4.5 } });
    this.map.addLayer({ id: "ends", type: "circle", source: "route", filter: ["in", ["get", "kind"], ["literal", ["start", "finish"]]], paint: { "circle-radius": ["match", ["get", "kind"], "start", 3.8, 6.5], "circle-stroke-width": 2 } });
  }

  /** Draws the route in the colours that the theme has now. */
  paint(route: FeatureCollection, stops: string[]): void {
    const { map } = this;
    const ink = token("ink");
    map.setPaintProperty("paper", "background-color", token("map-land"));
    map.setPaintProperty("sea", "background-color", token("map-sea"));
    map.setPaintProperty("land", "fill-color", token("map-land"));
    map.setPaintProperty("grid", "line-color", token("map-grid"));
    map.setPaintProperty("rim", "line-color", token("map-rim"));
    map.setPaintProperty("plain", "line-color", token("soft"));
    map.setPaintProperty("shaded", "line-color", ["interpolate", ["linear"], ["get", "share"], 0, stops[0]!, 0.5, stops[1]!, 1, stops[2]!]);
    map.setPaintProperty("ends", "circle-color", ["match", ["get", "kind"], "start", token("glue"), ink]);
    map.setPaintProperty("ends", "circle-stroke-color", token("card"));
    this.map.getSource<GeoJSONSource>("route")?.setData(route);
  }

  /** Dashes the route: it was drawn, and nobody was there. */
  dash(): void {
    for (const layer of ["plain", "shaded"]) this.map.setPaintProperty(layer, "line-dasharray", [1.6, 1.4]);
    this.map.setLayoutProperty("rim", "visibility", "none");
  }

  fit(route: RouteSeries): void {
    this.map.fitBounds(boundsOf(route), { padding: 44, maxZoom: 16.5 });
  }

  #settle(): void {
    this.#measure();
    if (this.tiles) return;
    this.map.getSource<GeoJSONSource>("grid")?.setData(gridOf(this.map, this.units));
    if (this.map.getZoom() < LAND_BELOW_ZOOM && !this.#hasLand) void this.#bringLand();
  }

  /** The bar is as long as a square of the grid is wide. */
  #measure(): void {
    const { pixels, label } = spacingFor(this.map, this.units);
    const [bar, told] = this.scale.children as unknown as [HTMLElement, HTMLElement];
    bar.style.width = `${pixels}px`;
    told.textContent = label;
    this.scale.hidden = false;
  }

  async #bringLand(): Promise<void> {
    this.#hasLand = true;
    const { land } = await import("./land");
    this.map.getSource<GeoJSONSource>("land")?.setData(await land());
    this.map.setLayoutProperty("sea", "visibility", "visible");
  }
}
