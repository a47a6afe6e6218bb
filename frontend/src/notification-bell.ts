/** Keeps the bell's count as the server tells it. */
import { listen } from "./live";

class NotificationBell extends HTMLElement {
  #leave = (): void => {};

  connectedCallback(): void {
    this.#leave = listen("bell", this.dataset.seen ?? "", (count) => this.#show(count));
  }

  disconnectedCallback(): void {
    this.#leave();
  }

  #show(count: string): void {
    this.dataset.seen = count;
    const shown = this.querySelector<HTMLElement>(".count")!;
    shown.hidden = count === "0";
    shown.firstElementChild!.textContent = count;
  }
}

customElements.define("notification-bell", NotificationBell);
