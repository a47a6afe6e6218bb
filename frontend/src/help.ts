/** The `?` beside a thing opens the first words of its article; “/” goes to the search of a page. */

class HelpMark extends HTMLElement {
  #wasOpen = false;

  connectedCallback(): void {
    const mark = this.querySelector("a");
    const said = this.querySelector<HTMLElement>("[popover]");
    if (!mark || !said || !("showPopover" in said)) return;
    mark.setAttribute("role", "button");
    mark.setAttribute("aria-haspopup", "dialog");
    mark.setAttribute("aria-expanded", "false");
    // A press outside of it closes it before the click comes: that click would open it again.
    mark.addEventListener("pointerdown", () => (this.#wasOpen = said.matches(":popover-open")));
    mark.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return; // a new tab, as for any link
      event.preventDefault();
      this.#wasOpen ? said.hidePopover() : open(said, mark);
      this.#wasOpen = false;
    });
    mark.addEventListener("keydown", (event) => {
      if (event.key !== " ") return;
      event.preventDefault();
      mark.click();
    });
    said.addEventListener("toggle", () => {
      mark.setAttribute("aria-expanded", String(said.matches(":popover-open")));
    });
    new MutationObserver(() => arrived(said, mark)).observe(said, { childList: true });
  }
}

function open(said: HTMLElement, mark: HTMLElement): void {
  said.showPopover();
  if (said.childElementCount) arrived(said, mark);
}

function arrived(said: HTMLElement, mark: HTMLElement): void {
  place(said, mark);
  said.focus({ preventScroll: true });
}

/** Put it below the mark, or above where there is no room, and never over the edge. */
function place(said: HTMLElement, mark: HTMLElement): void {
  const gap = 8;
  const at = mark.getBoundingClientRect();
  const { width, height } = said.getBoundingClientRect();
  const left = Math.min(at.left, document.documentElement.clientWidth - width - gap);
  const below = at.bottom + gap;
  const top = below + height > innerHeight && at.top > height + gap ? at.top - height - gap : below;
  said.style.left = `${Math.max(left, gap)}px`;
  said.style.top = `${top}px`;
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea, select"));
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  const search = document.querySelector<HTMLInputElement>("input[data-slash]");
  if (!search) return;
  event.preventDefault();
  search.focus();
  search.select();
});

customElements.define("help-mark", HelpMark);
