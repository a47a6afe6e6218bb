/** Renews the list of activities when the server says that its top has changed; ticks stay. */
import htmx from "htmx.org";
import { listen } from "./live";

const TRY_AGAIN_MS = 10_000;
const ONE_PAGE = 50;

class ActivityNews extends HTMLElement {
  #leave = (): void => {};
  #timer = 0;

  connectedCallback(): void {
    this.#leave = listen("activities", this.dataset.after ?? "", () => void this.#renew());
  }

  disconnectedCallback(): void {
    this.#leave();
    clearTimeout(this.#timer);
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

  #later(): void {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => void this.#renew(), TRY_AGAIN_MS);
  }

  #put(results: HTMLElement, html: string): void {
    const focused = results.contains(document.activeElement) ? document.activeElement!.getAttribute("href") : null;
    const ticked = new Set(boxes(results, ":checked").map((box) => box.value));
    results.innerHTML = html;
    htmx.process(results);
    for (const box of boxes(results)) box.checked = ticked.has(box.value);
    results.dispatchEvent(new Event("change", { bubbles: true })); // one of them may be gone
    if (focused) results.querySelector<HTMLElement>(`a[href="${CSS.escape(focused)}"]`)?.focus();
  }
}

function boxes(results: HTMLElement, which = ""): HTMLInputElement[] {
  return [...results.querySelectorAll<HTMLInputElement>(`.choose input${which}`)];
}

customElements.define("activity-news", ActivityNews);
