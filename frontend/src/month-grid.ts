/** Moves between the days of a month with the arrow keys, and between months with page up and down. */
const STEPS: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };
const PAGES: Record<string, string> = { PageUp: "prev", PageDown: "next" };

class MonthGrid extends HTMLElement {
  connectedCallback(): void {
    this.addEventListener("keydown", (event) => this.#pressed(event));
  }

  #pressed(event: KeyboardEvent): void {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key in PAGES) {
      event.preventDefault();
      document.querySelector<HTMLElement>(`.calendar a[rel=${PAGES[event.key]}]`)?.click();
    } else if (event.key in STEPS) {
      event.preventDefault();
      this.#move(document.activeElement?.closest("td") ?? null, STEPS[event.key]!);
    }
  }

  /** Goes on in steps until a day has something to open. */
  #move(from: Element | null, step: number): void {
    const towards = getComputedStyle(this).direction === "rtl" && Math.abs(step) === 1 ? -step : step;
    const days = [...this.querySelectorAll("td:not(.week)")];
    for (let at = days.indexOf(from!) + towards; at >= 0 && at < days.length; at += towards) {
      const day = days[at]!.querySelector<HTMLElement>("a");
      if (day) return day.focus();
    }
  }
}

customElements.define("month-grid", MonthGrid);

// The sheet of filters closes when its button has shown what fits.
document.addEventListener("click", (event) => {
  const filters = document.querySelector<HTMLDetailsElement>(".filters[open]");
  if (!filters || !(event.target instanceof Element)) return;
  if (event.target.closest("[data-close]") || !filters.contains(event.target)) filters.open = false;
});
document.addEventListener("keydown", (event) => {
  const filters = document.querySelector<HTMLDetailsElement>(".filters[open]");
  if (event.key !== "Escape" || !filters) return;
  filters.open = false;
  filters.querySelector("summary")!.focus();
});
