/** Says what was just done, with its undo; goes when it is closed, never by a clock. */
class ToastNote extends HTMLElement {
  connectedCallback(): void {
    this.querySelector("button[type=button]")?.addEventListener("click", () => this.#close());
    this.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.#close();
    });
    this.#say();
  }

  /** What stands in a live region when a page opens is not read aloud; what is put there is. */
  #say(): void {
    const sentence = this.querySelector("p");
    if (!sentence) return;
    const text = sentence.textContent;
    sentence.textContent = "";
    requestAnimationFrame(() => (sentence.textContent = text));
  }

  #close(): void {
    const had = this.contains(document.activeElement);
    this.remove();
    if (had) document.querySelector<HTMLElement>("main")?.focus();
  }
}

customElements.define("toast-note", ToastNote);
