/** One zone as its form has it: the fields are the truth, and the map shows and fills them. */
export interface Circle {
  longitude: number;
  latitude: number;
  radius_m: number;
}

const EARTH_M = 6_371_008.8;
const CORNERS = 72;

export class ZoneForm {
  constructor(
    readonly form: HTMLFormElement,
    readonly eachM: number,
    readonly leastM: number,
    readonly mostM: number,
  ) {}

  get isNew(): boolean {
    return this.form.dataset.new !== undefined;
  }

  /** What the fields say, or nothing while they say no place. */
  circle(): Circle | null {
    const [latitude, longitude] = [this.#number("latitude"), this.#number("longitude")];
    const radius = this.#number("radius");
    if (latitude === null || longitude === null) return null;
    if (Math.abs(latitude) > 90 || Math.abs(longitude) > 180) return null;
    return { latitude, longitude, radius_m: this.#within((radius ?? 200 / this.eachM) * this.eachM) };
  }

  place(longitude: number, latitude: number): void {
    this.#field("longitude").value = wrapped(longitude).toFixed(6);
    this.#field("latitude").value = latitude.toFixed(6);
  }

  reach(radiusM: number): void {
    this.#field("radius").value = String(Math.round(this.#within(radiusM) / this.eachM));
  }

  #within(radiusM: number): number {
    return Math.min(Math.max(radiusM, this.leastM), this.mostM);
  }

  #number(name: string): number | null {
    const text = this.#field(name).value.trim().replace(",", ".");
    return text && Number.isFinite(Number(text)) ? Number(text) : null;
  }

  #field(name: string): HTMLInputElement {
    return this.form.elements.namedItem(name) as HTMLInputElement;
  }
}

/** A ring on the sphere around a place, closed. */
export function ringOf(circle: Circle): [number, number][] {
  return Array.from({ length: CORNERS + 1 }, (_, at) => towards(circle, (2 * Math.PI * at) / CORNERS));
}

/** The point on the border in a direction, counted from the east. */
export function towards({ longitude, latitude, radius_m }: Circle, angle: number): [number, number] {
  const degrees = (radius_m / EARTH_M) * (180 / Math.PI);
  const narrower = Math.max(Math.cos((latitude * Math.PI) / 180), 0.01);
  return [longitude + (degrees * Math.cos(angle)) / narrower, latitude + degrees * Math.sin(angle)];
}

export function awayM(circle: Circle, to: { lng: number; lat: number }): number {
  const perDegree = (Math.PI / 180) * EARTH_M;
  const east = (to.lng - circle.longitude) * Math.cos((circle.latitude * Math.PI) / 180);
  return Math.hypot(east, to.lat - circle.latitude) * perDegree;
}

function wrapped(longitude: number): number {
  return ((((longitude + 180) % 360) + 360) % 360) - 180;
}
