/** One chart: a line over a wash, few words on its axes, pauses shaded behind. */
import uPlot from "uplot";
import { token, washed } from "./colours";
import { clock, written, type ChartSeries, type Series } from "./series";

export type Axis = "time" | "distance";

interface Listeners {
  pointed(row: number | null): void;
  zoomed(min: number, max: number): void;
}

const Y_AXIS = 46;
const X_AXIS = 24;
const NICE_STEPS_S = [10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 36000];
const NICE_PACES_S = [5, 10, 15, 30, 60, 120, 300, 600];

export function plotted(
  place: HTMLElement, chart: ChartSeries, series: Series, axis: Axis, isLast: boolean, tell: Listeners,
): uPlot {
  const tall = place.classList.contains("tall");
  const [low, high] = range(chart);
  const options: uPlot.Options = {
    width: place.clientWidth,
    height: (tall ? 104 : 66) + (isLast ? X_AXIS : 0),
    padding: [6, 22, isLast ? 0 : 3, 0],
    legend: { show: false },
    cursor: {
      y: false,
      drag: { x: true, y: false, dist: 8 },
      points: { size: 9, width: 2, fill: () => token("card"), stroke: () => token(chart.tone) },
    },
    scales: { x: { time: false }, y: { range: () => [low, high] } },
    axes: [
      axis === "time" ? timeAxis(isLast) : distanceAxis(isLast, series.distance!.unit),
      valueAxis(chart, tall ? 4 : 3, low, high),
    ],
    series: [{}, {
      stroke: token(chart.tone), width: 1.6, fill: washed(chart.tone, chart.key === "altitude" ? 32 : 12),
      points: { show: false }, fillTo: low,
    }],
    hooks: {
      drawClear: [(plot) => shade(plot, series, axis)],
      setCursor: [(plot) => tell.pointed(plot.cursor.left! < 0 ? null : plot.cursor.idx ?? null)],
      setScale: [(plot, key) => {
        if (key === "x") tell.zoomed(plot.scales.x!.min!, plot.scales.x!.max!);
      }],
    },
  };
  const rows = Array.from({ length: series.rows }, (_, row) => row * series.step_s);
  const x = axis === "time" ? rows : (series.distance!.values as number[]);
  return new uPlot(options, [x, chart.values] as uPlot.AlignedData, place);
}

/** Leaves out the few extremes that would flatten all the rest; heart rate has none to spare. */
function range(chart: ChartSeries): [number, number] {
  const known = chart.values.filter((value): value is number => value !== null).sort((a, b) => a - b);
  const at = (share: number) => known[Math.round(share * (known.length - 1))] ?? 0;
  const exact = chart.key === "heart_rate" || chart.key === "altitude";
  const [low, high] = exact ? [at(0), at(1)] : [at(0.03), at(0.995)];
  const least = chart.key === "altitude" ? 20 : Math.abs(high) * 0.1 || 1;
  const span = Math.max(high - low, least);
  return [low - span * 0.12, high + span * 0.12];
}

function quiet(): Pick<uPlot.Axis, "stroke" | "font" | "ticks"> {
  return { stroke: token("faint"), font: '11px "Inter Variable", system-ui, sans-serif', ticks: { show: false } };
}

function timeAxis(shown: boolean): uPlot.Axis {
  return {
    ...quiet(), show: shown, size: X_AXIS, gap: 6, space: 70, incrs: NICE_STEPS_S, grid: { show: false },
    values: (_, ticks) => ticks.map((tick) => clock(tick)),
  };
}

function distanceAxis(shown: boolean, unit: string): uPlot.Axis {
  return {
    ...quiet(), show: shown, size: X_AXIS, gap: 6, space: 70, grid: { show: false },
    values: (_, ticks) => ticks.map((tick) => `${+tick.toFixed(2)} ${unit}`),
  };
}

function valueAxis(chart: ChartSeries, most: number, low: number, high: number): uPlot.Axis {
  const ticks = chart.per === null ? plainTicks(low, high, most) : paceTicks(chart.per, low, high, most);
  return {
    ...quiet(), size: Y_AXIS, gap: 8, grid: { stroke: token("line"), width: 1 },
    splits: () => ticks, values: (_, shown) => shown.map((tick) => written(axisChart(chart, ticks), tick)),
  };
}

/** Ticks are round numbers, so they have decimals only where one of them needs some. */
function axisChart(chart: ChartSeries, ticks: number[]): ChartSeries {
  const decimals = [0, 1, 2].find((each) => ticks.every((tick) => Math.abs(+tick.toFixed(each) - tick) < 1e-9)) ?? 2;
  return { ...chart, decimals };
}

/** The widest round step that still gives two ticks. */
function plainTicks(low: number, high: number, most: number): number[] {
  const power = 10 ** Math.ceil(Math.log10(high - low));
  for (const part of [1, 0.5, 0.25, 0.2, 0.1, 0.05]) {
    const step = part * power;
    const first = Math.ceil(low / step);
    const number = Math.floor(high / step) - first + 1;
    if (number >= 2 && number <= most + 1)
      return Array.from({ length: number }, (_, index) => (first + index) * step);
  }
  return [];
}

/** A pace is drawn as speed, so that faster is higher; its ticks stand at round paces. */
function paceTicks(per: number, low: number, high: number, most: number): number[] {
  // Standing still would ask for ticks at an hour a kilometre; who moves is above a third of the best.
  const slowest = per / Math.max(low, high / 3);
  const fastest = per / high;
  for (const step of NICE_PACES_S) {
    const first = Math.ceil(fastest / step);
    const number = Math.floor(slowest / step) - first + 1;
    if (number <= most + 1)
      return Array.from({ length: Math.max(number, 0) }, (_, index) => per / ((first + index) * step)).reverse();
  }
  return [];
}

function shade(plot: uPlot, series: Series, axis: Axis): void {
  const { ctx, bbox } = plot;
  const at = (seconds: number) => {
    const row = Math.min(series.rows - 1, Math.round(seconds / series.step_s));
    const x = axis === "time" ? seconds : series.distance!.values[row]!;
    return Math.min(Math.max(plot.valToPos(x, "x", true), bbox.left), bbox.left + bbox.width);
  };
  ctx.save();
  ctx.fillStyle = token("pause");
  for (const [start, end] of series.pauses)
    ctx.fillRect(at(start), bbox.top, Math.max(at(end) - at(start), devicePixelRatio), bbox.height);
  ctx.fillStyle = token("line");
  for (const lap of series.laps) ctx.fillRect(at(lap), bbox.top, devicePixelRatio, bbox.height);
  ctx.restore();
}
