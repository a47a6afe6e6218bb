/** Says at the bottom of the editor that something is not saved, from the first change on. */
class UnsavedBar extends HTMLElement {
  #leave = new AbortController();

  connectedCallback(): void {
    const form = document.getElementById(this.dataset.form ?? "");
    const { signal } = this.#leave;
    for (const kind of ["input", "change"]) {
      form?.addEventListener(kind, (event) => this.#show(event), { signal });
    }
  }

  disconnectedCallback(): void {
    this.#leave.abort();
  }

  #show(event: Event): void {
    const name = (event.target as HTMLInputElement).name;
    if (name && name !== "open" && !name.startsWith("try-")) this.hidden = false;
  }
}

customElements.define("unsaved-bar", UnsavedBar);
