/**
 * A part of a page that renews itself when its topic changes: `data-topic`, the `data-mark` of what
 * it shows, and the `data-address` that answers a script with the part alone.
 *
 * What somebody fills in stays: then a button says that there is something new (`data-new`).
 */
import htmx from "htmx.org";
import { listen } from "./live";

const TRY_AGAIN_MS = 10_000;

class LivePart extends HTMLElement {
  #leave = (): void => {};
  #timer = 0;
  #touched = false;
  #asking = false;
  #again = false;

  connectedCallback(): void {
    this.#leave = listen(this.dataset.topic!, this.dataset.mark ?? "", () => void this.#renew());
    this.addEventListener("input", () => (this.#touched = true));
  }

  disconnectedCallback(): void {
    this.#leave();
    clearTimeout(this.#timer);
  }

  async #renew(): Promise<void> {
    if (this.#touched) return this.#offer();
    this.#again = this.#asking; // an older answer must not come after a newer one
    if (this.#asking) return;
    this.#asking = true;
    await this.#ask();
    this.#asking = false;
    if (this.#again) await this.#renew();
  }

  async #ask(): Promise<void> {
    try {
      const answer = await fetch(this.dataset.address!, { headers: { "HX-Request-Type": "partial" } });
      if (!answer.ok) return this.#later();
      const html = await answer.text();
      if (this.#touched) this.#offer(); // somebody began to fill in while it was on its way
      else this.#put(html);
    } catch {
      this.#later(); // the server is away for a moment
    }
  }

  #later(): void {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => void this.#renew(), TRY_AGAIN_MS);
  }

  #offer(): void {
    if (this.querySelector(".live-new")) return;
    const link = document.createElement("a");
    link.className = "btn live-new";
    link.href = this.dataset.address!;
    link.textContent = this.dataset.new ?? "Show what is new";
    this.prepend(link);
  }

  /** Puts the new part in place; whoever was at a link or a button there still is. */
  #put(html: string): void {
    const at = this.contains(document.activeElement) ? way(document.activeElement!) : "";
    this.innerHTML = html;
    htmx.process(this);
    if (at) this.querySelector<HTMLElement>(at)?.focus();
  }
}

function way(element: Element): string {
  const href = element.getAttribute("href");
  if (href) return `a[href="${CSS.escape(href)}"]`;
  const action = element.closest("form")?.getAttribute("action");
  return action ? `form[action="${CSS.escape(action)}"] button` : "";
}

customElements.define("live-part", LivePart);
