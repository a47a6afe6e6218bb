/** Renews the list of activities when the server says that its top has changed. */
import htmx from "htmx.org";

const TRY_AGAIN_MS = 10_000;
const ONE_PAGE = 50;

class ActivityNews extends HTMLElement {
  #events: EventSource | null = null;
  #timer = 0;
  #leave = new AbortController();

  connectedCallback(): void {
    const { signal } = this.#leave;
    // A tab that nobody looks at keeps no connection; shown again, it is told what it missed.
    document.addEventListener("visibilitychange", () => (document.hidden ? this.#stop() : this.#listen()), { signal });
    if (!document.hidden) this.#listen();
  }

  disconnectedCallback(): void {
    this.#leave.abort();
    this.#stop();
  }

  #stop(): void {
    this.#events?.close();
    this.#events = null;
    clearTimeout(this.#timer);
  }

  #listen(): void {
    this.#stop();
    this.#events = new EventSource(`/activities/events?after=${this.dataset.after}`);
    this.#events.addEventListener("news", () => {
      this.#stop();
      void this.#renew();
    });
    // The browser reconnects by itself; closed means that it has given up.
    this.#events.addEventListener("error", () => {
      if (this.#events?.readyState === EventSource.CLOSED) this.#later();
    });
  }

  #later(): void {
    this.#stop();
    this.#timer = window.setTimeout(() => this.#listen(), TRY_AGAIN_MS);
  }

  async #renew(): Promise<void> {
    const results = this.parentElement!;
    if (results.querySelectorAll(".line").length > ONE_PAGE) {
      this.querySelector("a")!.hidden = false; // who reads further down is not thrown back to the top
      return;
    }
    try {
      const answer = await fetch(this.dataset.address!, { headers: { "HX-Request-Type": "partial" } });
      if (!answer.ok) return this.#later();
      this.#put(results, await answer.text());
    } catch {
      this.#later(); // the server is away for a moment
    }
  }

  #put(results: HTMLElement, html: string): void {
    const focused = results.contains(document.activeElement) ? document.activeElement!.getAttribute("href") : null;
    results.innerHTML = html;
    htmx.process(results);
    if (focused) results.querySelector<HTMLElement>(`a[href="${CSS.escape(focused)}"]`)?.focus();
  }
}

customElements.define("activity-news", ActivityNews);
