/** The land of the earth (Natural Earth, 1 : 50 million), for those who zoom far out. */
import type { Feature, FeatureCollection, Position } from "geojson";
import { feature } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";
import address from "world-atlas/land-50m.json?url";

export async function land(): Promise<FeatureCollection> {
  const answer = await fetch(address);
  const atlas = (await answer.json()) as Topology<{ land: GeometryCollection }>;
  return { type: "FeatureCollection", features: feature(atlas, atlas.objects.land).features.flatMap(apart) };
}

function apart(land: Feature): Feature[] {
  if (land.geometry.type !== "MultiPolygon") return [land];
  return land.geometry.coordinates.map((rings) => ({
    type: "Feature", properties: {}, geometry: { type: "Polygon", coordinates: rings.map(unrolled) },
  }));
}

/**
 * The atlas draws on a globe, where a ring may step from 180° to -180°. On a flat map that would be
 * a line across the world, so the ring goes on beyond 180°; round a pole it is closed along it.
 */
function unrolled(ring: Position[]): Position[] {
  let turn = 0;
  const flat = ring.map(([longitude, latitude], index) => {
    const step = index ? longitude! - ring[index - 1]![0]! : 0;
    if (Math.abs(step) > 180) turn -= Math.sign(step) * 360;
    return [longitude! + turn, latitude!];
  });
  if (!turn) return flat;
  const [first, last] = [flat[0]!, flat.at(-1)!];
  return [...flat, [last[0]!, -90], [first[0]!, -90], first];
}
