/** A grid of squares with a round side, so that the eye can measure a route without streets. */
import type { Feature, FeatureCollection } from "geojson";
import type { Map as GlMap } from "maplibre-gl";

const EQUATOR_M = 40_075_016.7;
const TILE_PX = 512;
const WANTED_PX = 90;
const FOOT_M = 0.3048;
const MILE_M = 1609.344;
const MOST_LINES = 200;

interface Spacing {
  metres: number;
  pixels: number;
  label: string;
}

export function spacingFor(map: GlMap, units: "metric" | "imperial"): Spacing {
  const latitude = (map.getCenter().lat * Math.PI) / 180;
  const perPixel = (EQUATOR_M * Math.cos(latitude)) / (TILE_PX * 2 ** map.getZoom());
  const wanted = WANTED_PX * perPixel;
  const [unit, name] = unitFor(wanted, units);
  const rough = wanted / unit;
  const power = 10 ** Math.floor(Math.log10(rough));
  const round = [1, 2, 5, 10].map((each) => each * power).find((each) => each >= rough * 0.75)!;
  const metres = round * unit;
  return { metres, pixels: metres / perPixel, label: `${+round.toPrecision(3)} ${name}` };
}

function unitFor(metres: number, units: "metric" | "imperial"): [number, string] {
  if (units === "metric") return metres < 700 ? [1, "m"] : [1000, "km"];
  return metres < MILE_M / 4 ? [FOOT_M, "ft"] : [MILE_M, "mi"];
}

export function gridOf(map: GlMap, units: "metric" | "imperial"): FeatureCollection {
  const { metres } = spacingFor(map, units);
  const bounds = map.getBounds();
  const [south, north] = [Math.max(bounds.getSouth(), -85), Math.min(bounds.getNorth(), 85)];
  const stepLat = (metres / EQUATOR_M) * 360;
  const stepLon = stepLat / Math.cos((map.getCenter().lat * Math.PI) / 180);
  const meridians = marks(bounds.getWest(), bounds.getEast(), stepLon);
  const parallels = marks(south, north, stepLat);
  if (!meridians.length || !parallels.length) return { type: "FeatureCollection", features: [] };
  const [west, east] = [meridians[0]!, meridians.at(-1)!];
  const [bottom, top] = [Math.max(parallels[0]!, -85), Math.min(parallels.at(-1)!, 85)];
  return {
    type: "FeatureCollection",
    features: [
      ...meridians.map((longitude) => line([longitude, bottom], [longitude, top])),
      ...parallels.map((latitude) => line([west, latitude], [east, latitude])),
    ],
  };
}

/** Marks at whole steps, with as much again on both sides for what a drag uncovers. */
function marks(from: number, to: number, step: number): number[] {
  const spare = to - from;
  const first = Math.floor((from - spare) / step);
  const number = Math.ceil((to + spare) / step) - first + 1;
  if (!Number.isFinite(number) || number > MOST_LINES) return [];
  return Array.from({ length: number }, (_, index) => (first + index) * step);
}

function line(from: [number, number], to: [number, number]): Feature {
  return { type: "Feature", properties: {}, geometry: { type: "LineString", coordinates: [from, to] } };
}
