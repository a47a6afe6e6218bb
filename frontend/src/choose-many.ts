/** Counts the activities that are ticked; a tick with the shift key held takes all between two along. */
class ChooseMany extends HTMLElement {
  #last: HTMLInputElement | null = null;
  #leave = new AbortController();

  connectedCallback(): void {
    const { signal } = this.#leave;
    document.addEventListener("click", (event) => this.#clicked(event), { signal });
    document.addEventListener("change", () => this.#tell(), { signal });
    this.#form.addEventListener("reset", () => setTimeout(() => this.#tell()), { signal });
    addEventListener("pageshow", () => this.#tell(), { signal }); // the browser remembers ticks
    this.#tell();
  }

  disconnectedCallback(): void {
    this.#leave.abort();
  }

  get #form(): HTMLFormElement {
    return this.closest("form")!;
  }

  get #boxes(): HTMLInputElement[] {
    return [...document.querySelectorAll<HTMLInputElement>(".choose input")];
  }

  #clicked(event: MouseEvent): void {
    const box = event.target;
    if (!(box instanceof HTMLInputElement) || !box.matches(".choose input")) return;
    const boxes = this.#boxes;
    const from = this.#last ? boxes.indexOf(this.#last) : -1;
    if (event.shiftKey && from >= 0) {
      const ends = [from, boxes.indexOf(box)].sort((one, other) => one - other);
      for (const between of boxes.slice(ends[0], ends[1]! + 1)) between.checked = box.checked;
    }
    this.#last = box;
    this.#tell();
  }

  #tell(): void {
    const number = this.#boxes.filter((box) => box.checked).length;
    const words = number === 1 ? this.dataset.one! : this.dataset.many!.replace("#", number.toLocaleString());
    const told = this.querySelector("b")!;
    if (told.textContent !== words) told.textContent = words;
  }
}

customElements.define("choose-many", ChooseMany);
