/** A row of chips that scrolls sideways begins where the chosen one is seen. */
function seen(): void {
  for (const chip of document.querySelectorAll<HTMLElement>(".chips [aria-current]")) {
    const row = chip.closest<HTMLElement>(".chips")!;
    const [inner, outer] = [chip.getBoundingClientRect(), row.getBoundingClientRect()];
    if (inner.left >= outer.left && inner.right <= outer.right) continue;
    row.scrollBy({ left: inner.left + inner.width / 2 - outer.left - outer.width / 2 });
  }
}

seen();
document.addEventListener("htmx:after:swap", seen);
