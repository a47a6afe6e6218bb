/** Shows how an import goes, from the server's events; asks every second where those fail. */
class ImportProgress extends HTMLElement {
  #events: EventSource | null = null;
  #timer = 0;

  connectedCallback(): void {
    if (this.dataset.over !== undefined) return;
    this.#events = new EventSource(`${this.dataset.address}/events`);
    this.#events.addEventListener("state", (event) => this.#show(event.data));
    this.#events.addEventListener("over", (event) => {
      this.#show(event.data);
      this.disconnectedCallback();
    });
    // The browser reconnects by itself; closed means that it has given up.
    this.#events.addEventListener("error", () => {
      if (this.#events?.readyState === EventSource.CLOSED) this.#poll();
    });
  }

  disconnectedCallback(): void {
    this.#events?.close();
    this.#events = null;
    clearTimeout(this.#timer);
  }

  #poll(): void {
    this.#timer = window.setTimeout(() => void this.#ask(), 1000);
  }

  async #ask(): Promise<void> {
    try {
      const answer = await fetch(this.dataset.address!, { headers: { "HX-Request-Type": "partial" } });
      if (answer.ok) this.#show(await answer.text());
    } catch {
      // The server is away for a moment; the next question will tell.
    }
    if (this.querySelector("[aria-busy]")) this.#poll();
  }

  #show(html: string): void {
    this.innerHTML = html;
  }
}

customElements.define("import-progress", ImportProgress);
