/** The map library, loaded only where there is a route. */
import * as gl from "maplibre-gl";
import workerAddress from "maplibre-gl/dist/maplibre-gl-worker.mjs?url";
import { boundsOf } from "./route";
import type { RouteSeries } from "./series";

gl.setWorkerUrl(workerAddress);

const HINTS = {
  "Map.Title": "Map of the route",
  "CooperativeGesturesHandler.WindowsHelpText": "Ctrl and scroll to zoom",
  "CooperativeGesturesHandler.MacHelpText": "⌘ and scroll to zoom",
  "CooperativeGesturesHandler.MobileHelpText": "Two fingers move the map",
};

export function makeMap(container: HTMLElement, route: RouteSeries, tiles: string): gl.Map {
  const map = new gl.Map({
    container,
    style: {
      version: 8,
      sources: tiles ? { tiles: { type: "raster", tiles: [tiles], tileSize: 256, maxzoom: 19 } } : {},
      layers: [{ id: "paper", type: "background" }],
    },
    bounds: boundsOf(route),
    fitBoundsOptions: { padding: 44, maxZoom: 16.5 },
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    maxPitch: 0,
    cooperativeGestures: true,
    fadeDuration: 0,
    locale: HINTS,
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  return map;
}

export function makeMarker(): gl.Marker {
  const element = document.createElement("i");
  element.className = "map-moment";
  return new gl.Marker({ element });
}

/** Something to drag. The form's fields do the same for those who cannot. */
export function makeHandle(className: string): gl.Marker {
  const element = document.createElement("i");
  element.className = className;
  return new gl.Marker({ element, draggable: true });
}
