/**
 * Lets the editor's buttons wait for each other: an answer brings a new form, and a press on the
 * form before it would be lost. So what is pressed meanwhile is pressed again on the new form.
 */
const EDITORS = "#editor, #wizard";
const PRESSES = "button[name=press], button[name=move], button[name=add], button[name=step]";
const waiting: { name: string; value: string }[] = [];
let underWay = 0;

function isOfEditor(event: Event): boolean {
  const target: unknown = (event as CustomEvent).detail?.ctx?.target;
  return target instanceof Element && target.matches(EDITORS);
}

document.addEventListener("htmx:before:request", (event) => {
  if (isOfEditor(event)) underWay += 1;
});

document.addEventListener("htmx:finally:request", (event) => {
  if (!isOfEditor(event)) return;
  underWay = Math.max(underWay - 1, 0);
  const next = underWay ? undefined : waiting.shift();
  if (next) press(next);
});

document.addEventListener(
  "click",
  (event) => {
    const button = event.target instanceof Element && event.target.closest<HTMLButtonElement>(PRESSES);
    if (!button || !underWay) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    waiting.push({ name: button.name, value: button.value });
  },
  true,
);

function press({ name, value }: { name: string; value: string }): void {
  const buttons = document.querySelectorAll<HTMLButtonElement>(`button[name="${name}"]`);
  [...buttons].find((button) => button.value === value)?.click();
}
