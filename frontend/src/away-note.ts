/**
 * Says that the server does not answer, while it does not, with the button that tries again.
 *
 * A restart takes a few seconds and is not worth a word. What is filled in stays as it is, and the
 * note goes by itself as soon as the server is back. Its words come with the page: `#away`.
 */
const GRACE_MS = 6_000;
let timer = 0;

/** A connection broke: tell it, unless it is back in a moment. */
export function broke(): void {
  timer ||= window.setTimeout(() => void look(), GRACE_MS);
}

/** The server answers again. */
export function back(): void {
  hush();
  note()?.remove();
}

/** Nobody looks, or the page is left: what was about to be said is not. */
export function hush(): void {
  clearTimeout(timer);
  timer = 0;
}

/** Somebody who was signed out, or a page that broke, has a server that answers. */
async function look(): Promise<void> {
  hush();
  try {
    await fetch("/manifest.webmanifest", { cache: "no-store" });
    back();
  } catch {
    show();
  }
}

function note(): Element | null {
  return document.querySelector("#toasts .away");
}

function show(): void {
  const words = document.querySelector<HTMLTemplateElement>("#away");
  if (!words || note()) return;
  document.querySelector("#toasts")!.append(words.content.cloneNode(true));
  note()!.querySelector("button")!.addEventListener("click", () => void look());
}

document.addEventListener("htmx:error", () => void look()); // what was pressed may have reached nobody
