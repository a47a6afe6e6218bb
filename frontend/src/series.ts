/** The samples of an activity as the server sends them, fetched once for map and charts. */

export interface ChartSeries {
  key: string;
  label: string;
  unit: string;
  tone: string;
  per: number | null;
  decimals: number;
  values: (number | null)[];
}

export interface RouteSeries {
  time_s: number[];
  latitude: number[];
  longitude: number[];
  breaks: number[];
}

export interface Series {
  elapsed_s: number;
  step_s: number;
  rows: number;
  distance: { unit: string; values: (number | null)[] } | null;
  charts: ChartSeries[];
  pauses: [number, number][];
  laps: number[];
  route: RouteSeries | null;
  virtual: boolean;
  units: "metric" | "imperial";
}

const asked = new Map<string, Promise<Series>>();

export function loadSeries(address: string): Promise<Series> {
  let answer = asked.get(address);
  if (!answer) asked.set(address, (answer = fetchSeries(address)));
  return answer;
}

async function fetchSeries(address: string): Promise<Series> {
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`The samples did not come: ${answer.status}`);
  const series = (await answer.json()) as Series;
  if (series.route) series.route = unpacked(series.route);
  return series;
}

/** Undoes the differences that make a route short to send. */
function unpacked(route: RouteSeries): RouteSeries {
  return {
    time_s: summed(route.time_s, 1),
    latitude: summed(route.latitude, 1e5),
    longitude: summed(route.longitude, 1e5),
    breaks: route.breaks,
  };
}

function summed(steps: number[], perUnit: number): number[] {
  let total = 0;
  return steps.map((step) => (total += step) / perUnit);
}

export function clock(seconds: number): string {
  const whole = Math.round(seconds);
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (part: number) => String(part).padStart(2, "0");
  return h ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** Writes a chart's value as its caption does; a pace is time per way, so standing has none. */
export function written(chart: ChartSeries, value: number | null | undefined): string {
  if (value === null || value === undefined) return "–";
  if (chart.per === null) return value.toFixed(chart.decimals);
  const pace = chart.per / value;
  return pace <= 3600 ? clock(pace) : "–";
}
