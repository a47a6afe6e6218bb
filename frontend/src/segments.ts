/** A row of buttons of which one is pressed. */
export function pressable(group: HTMLElement, chosen: (key: string) => void): void {
  group.addEventListener("click", (event) => {
    const button = (event.target as HTMLElement).closest<HTMLButtonElement>("button[data-key]");
    if (!button) return;
    for (const other of group.querySelectorAll("button"))
      other.setAttribute("aria-pressed", String(other === button));
    chosen(button.dataset.key!);
  });
}

export function offer(group: HTMLElement, choices: { key: string; label: string }[]): void {
  group.replaceChildren(
    ...choices.map(({ key, label }, index) => {
      const button = document.createElement("button");
      button.type = "button";
      button.dataset.key = key;
      button.textContent = label;
      button.setAttribute("aria-pressed", String(index === 0));
      return button;
    }),
  );
  group.hidden = choices.length < 2;
}
