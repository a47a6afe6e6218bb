/** Geometry of a route: coloured pieces, gaps, and the way between a moment and a place. */
import type { Feature, FeatureCollection } from "geojson";
import type { Map as GlMap } from "maplibre-gl";
import type { LegendBar } from "./legend";
import type { ChartSeries, RouteSeries, Series } from "./series";

const SHADES = 24;

export type Place = [number, number]; // longitude, latitude

export function placeOf(route: RouteSeries, index: number): Place {
  return [route.longitude[index]!, route.latitude[index]!];
}

/** Joins neighbours of one shade into lines; nothing is drawn over a break, where nobody knows the way. */
export function drawable(series: Series, chart: ChartSeries | null, legend: LegendBar): FeatureCollection {
  const route = series.route!;
  const breaks = new Set(route.breaks);
  const features: Feature[] = [];
  let line: Place[] = [];
  let shade = -1;
  const finish = () => {
    if (line.length > 1) features.push(lineOf(line, shade < 0 ? "plain" : "shaded", shade / SHADES));
  };
  for (let index = 1; index < route.time_s.length; index++) {
    if (breaks.has(index)) {
      finish();
      line = [];
      continue;
    }
    const share = legend.share(chart?.values[rowOf(series, index)]);
    const next = share === null ? -1 : Math.round(share * SHADES);
    if (!line.length || next !== shade) {
      finish();
      line = [placeOf(route, index - 1)];
      shade = next;
    }
    line.push(placeOf(route, index));
  }
  finish();
  const last = route.time_s.length - 1;
  // The start lies above the finish and is smaller, so that a loop shows both.
  features.push(pointOf(placeOf(route, last), "finish"), pointOf(placeOf(route, 0), "start"));
  return { type: "FeatureCollection", features };
}

function lineOf(coordinates: Place[], kind: string, share: number): Feature {
  return { type: "Feature", properties: { kind, share }, geometry: { type: "LineString", coordinates } };
}

function pointOf(coordinates: Place, kind: string): Feature {
  return { type: "Feature", properties: { kind }, geometry: { type: "Point", coordinates } };
}

export function rowOf(series: Series, index: number): number {
  return Math.min(series.rows - 1, Math.max(0, Math.round(series.route!.time_s[index]! / series.step_s)));
}

/** Where the route was at a moment; in a break it stays where it was last. */
export function pointAt(route: RouteSeries, seconds: number): Place {
  let low = 0;
  let high = route.time_s.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (route.time_s[middle]! <= seconds) low = middle;
    else high = middle - 1;
  }
  const here = placeOf(route, low);
  const next = low + 1;
  if (next >= route.time_s.length || route.breaks.includes(next)) return here;
  const span = route.time_s[next]! - route.time_s[low]!;
  const share = span > 0 ? Math.min(1, Math.max(0, (seconds - route.time_s[low]!) / span)) : 0;
  const there = placeOf(route, next);
  return [here[0] + (there[0] - here[0]) * share, here[1] + (there[1] - here[1]) * share];
}

export function nearestPoint(
  map: GlMap, route: RouteSeries, pixel: { x: number; y: number }, within: number,
): number | null {
  let best: number | null = null;
  let least = within ** 2;
  for (let index = 0; index < route.time_s.length; index++) {
    const at = map.project(placeOf(route, index));
    const apart = (at.x - pixel.x) ** 2 + (at.y - pixel.y) ** 2;
    if (apart < least) [best, least] = [index, apart];
  }
  return best;
}

export function boundsOf(route: RouteSeries): [Place, Place] {
  const span = (values: number[]) => [
    values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b)),
  ] as const;
  const [west, east] = span(route.longitude);
  const [south, north] = span(route.latitude);
  return [[west, south], [east, north]];
}
