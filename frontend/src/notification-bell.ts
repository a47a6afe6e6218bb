/** Keeps the bell's count as the server tells it. */

const TRY_AGAIN_MS = 10_000;

class NotificationBell extends HTMLElement {
  #events: EventSource | null = null;
  #timer = 0;
  #leave = new AbortController();

  connectedCallback(): void {
    const { signal } = this.#leave;
    // Browsers allow few connections to one server: a tab that nobody looks at keeps none.
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
    this.#events = new EventSource(`/notifications/events?seen=${this.dataset.seen}`);
    this.#events.addEventListener("count", (told) => {
      this.#show((told as MessageEvent<string>).data);
      this.#listen();
    });
    this.#events.addEventListener("error", () => {
      if (this.#events?.readyState !== EventSource.CLOSED) return;
      this.#stop();
      this.#timer = window.setTimeout(() => this.#listen(), TRY_AGAIN_MS);
    });
  }

  #show(count: string): void {
    this.dataset.seen = count;
    const shown = this.querySelector<HTMLElement>(".count")!;
    shown.hidden = count === "0";
    shown.firstElementChild!.textContent = count;
  }
}

customElements.define("notification-bell", NotificationBell);
