/** Shows of a list what has the words that are typed, and hides the headings that stand alone. */
class FilterList extends HTMLElement {
  connectedCallback(): void {
    const field = this.querySelector<HTMLInputElement>("input[type=search]");
    const label = field?.closest("label");
    if (!field || !label) return;
    label.hidden = false;
    field.addEventListener("input", () => this.#filter(field.value));
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !field.name) event.preventDefault(); // it would save the form
    });
  }

  #filter(typed: string): void {
    const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
    let found = 0;
    for (const item of this.querySelectorAll<HTMLElement>("[data-filter]")) {
      const text = item.textContent?.toLowerCase() ?? "";
      item.hidden = !words.every((word) => text.includes(word));
      found += Number(!item.hidden);
    }
    for (const group of this.querySelectorAll<HTMLElement>("[data-group]")) {
      group.hidden = !group.querySelector("[data-filter]:not([hidden])");
    }
    const none = this.querySelector<HTMLElement>("[data-none]");
    if (none) none.hidden = found > 0;
  }
}

customElements.define("filter-list", FilterList);
