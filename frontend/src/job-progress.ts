/**
 * Shows how a job goes (`data-topic`) as the server tells it; asks for the part of its page
 * (`data-address`) every few seconds where nothing is told.
 */
import htmx from "htmx.org";
import { listen } from "./live";

const ASK_AGAIN_MS = 3000;

class JobProgress extends HTMLElement {
  #leave = (): void => {};
  #timer = 0;
  #html = "";

  connectedCallback(): void {
    if (this.dataset.over !== undefined) return;
    this.#leave = listen(this.dataset.topic!, "", (html) => this.#show(html));
    this.#later();
  }

  disconnectedCallback(): void {
    this.#leave();
    clearTimeout(this.#timer);
  }

  #later(): void {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => void this.#ask(), ASK_AGAIN_MS);
  }

  async #ask(): Promise<void> {
    try {
      const answer = await fetch(this.dataset.address!, { headers: { "HX-Request-Type": "partial" } });
      if (answer.ok) return this.#show(await answer.text());
    } catch {
      // The server is away for a moment; the next question will tell.
    }
    this.#later();
  }

  #show(html: string): void {
    if (html !== this.#html) {
      this.#html = html;
      this.innerHTML = html;
      htmx.process(this);
    }
    if (this.querySelector("[aria-busy]")) this.#later();
    else this.disconnectedCallback();
  }
}

customElements.define("job-progress", JobProgress);
