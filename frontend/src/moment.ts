/** The one moment that charts, map and numbers point at: a row of the series, or none. */
type Listener = (row: number | null) => void;

class Moment {
  row: number | null = null;
  #listeners: Listener[] = [];

  follow(listener: Listener): void {
    this.#listeners.push(listener);
  }

  set(row: number | null): void {
    if (row === this.row) return;
    this.row = row;
    for (const listener of this.#listeners) listener(row);
  }
}

export const moment = new Moment();
