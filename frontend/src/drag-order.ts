/**
 * A list that is put in order by dragging: with a pointer, a finger, or the keyboard.
 *
 * Its rows have `data-key` and a `data-grip`; what they carry of the form moves with them, so that
 * the form sends the new order by itself. The button `data-ordered` is pressed afterwards, for the
 * server to number the rows anew. Without a script the buttons "up" and "down" do the same.
 */
class DragOrder extends HTMLElement {
  #held: HTMLElement | null = null;
  #before: HTMLElement[] = [];

  connectedCallback(): void {
    this.addEventListener("pointerdown", (event) => this.#lift(event));
    this.addEventListener("keydown", (event) => this.#key(event));
    this.addEventListener("focusout", () => setTimeout(() => this.#leave()));
  }

  get #rows(): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>(":scope > [data-key]")];
  }

  #lift(event: PointerEvent): void {
    const grip = (event.target as Element).closest<HTMLElement>("[data-grip]");
    const row = grip?.closest<HTMLElement>("[data-key]");
    if (!grip || !row || event.button !== 0) return;
    event.preventDefault();
    grip.focus();
    this.#hold(row);
    grip.setPointerCapture(event.pointerId);
    const move = (moved: PointerEvent) => this.#follow(row, moved.clientY);
    const stop = (ended: PointerEvent) => {
      grip.removeEventListener("pointermove", move);
      grip.removeEventListener("pointerup", stop);
      grip.removeEventListener("pointercancel", stop);
      this.#drop(ended.type === "pointerup");
    };
    grip.addEventListener("pointermove", move);
    grip.addEventListener("pointerup", stop);
    grip.addEventListener("pointercancel", stop);
  }

  /**
   * Lets a row change places with a neighbour as soon as the pointer is past that one's middle.
   * The neighbour moves: a row that is taken out of the page would lose the pointer.
   */
  #follow(row: HTMLElement, y: number): void {
    const rows = this.#rows;
    const at = rows.indexOf(row);
    const above = rows[at - 1];
    const below = rows[at + 1];
    if (above && y < middle(above)) row.after(above);
    else if (below && y > middle(below)) row.before(below);
  }

  #key(event: KeyboardEvent): void {
    const grip = (event.target as Element).closest<HTMLElement>("[data-grip]");
    const row = grip?.closest<HTMLElement>("[data-key]");
    if (!grip || !row) return;
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (event.key === " " || event.key === "Enter") {
      if (this.#held) this.#drop(true);
      else {
        this.#hold(row);
        this.#say(`${row.dataset.name} is lifted, ${this.#place(row)}. Move it with the arrow keys, drop it with Space, or leave it with Escape.`);
      }
    } else if (event.key === "Escape" && this.#held) this.#drop(false);
    else if (step && this.#held) this.#step(row, step, grip);
    else return;
    event.preventDefault();
  }

  #step(row: HTMLElement, step: number, grip: HTMLElement): void {
    const neighbour = this.#rows[this.#rows.indexOf(row) + step];
    if (!neighbour) return;
    if (step < 0) row.after(neighbour);
    else row.before(neighbour);
    grip.focus();
    this.#say(`${row.dataset.name}: ${this.#place(row)}.`);
  }

  #hold(row: HTMLElement): void {
    this.#held = row;
    this.#before = this.#rows;
    row.classList.add("held");
  }

  #drop(stays: boolean): void {
    const row = this.#held;
    if (!row) return;
    this.#held = null;
    row.classList.remove("held");
    const isMoved = this.#rows.some((one, at) => one !== this.#before[at]);
    if (!stays) {
      const at = this.#before.indexOf(row); // the others move, so that the focus stays
      row.before(...this.#before.slice(0, at));
      row.after(...this.#before.slice(at + 1));
      this.#say(`${row.dataset.name} is where it was.`);
    } else if (isMoved) {
      this.#say(`${row.dataset.name} is dropped, ${this.#place(row)}.`);
      this.querySelector<HTMLElement>("[data-ordered]")?.click();
    }
  }

  #leave(): void {
    if (this.#held && !this.contains(document.activeElement)) this.#drop(false);
  }

  #place(row: HTMLElement): string {
    return `${this.#rows.indexOf(row) + 1} of ${this.#rows.length}`;
  }

  #say(words: string): void {
    const told = this.querySelector("[data-told]");
    if (told) told.textContent = words;
  }
}

function middle(row: HTMLElement): number {
  const { top, height } = row.getBoundingClientRect();
  return top + height / 2;
}

customElements.define("drag-order", DragOrder);
