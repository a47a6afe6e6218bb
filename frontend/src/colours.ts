/** Reads colour tokens as the browser resolves them, for canvases know no custom properties. */
const probe = document.createElement("i");
probe.hidden = true;

export function colour(expression: string): string {
  if (!probe.isConnected) document.body.append(probe);
  probe.style.color = expression;
  return getComputedStyle(probe).color;
}

export function token(name: string): string {
  return colour(`var(--${name})`);
}

export function washed(name: string, percent: number): string {
  return colour(`color-mix(in srgb, var(--${name}) ${percent}%, transparent)`);
}

/** Calls back when the device changes between light and dark. */
export function onThemeChange(repaint: () => void): void {
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
}
