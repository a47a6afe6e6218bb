/** A button that copies what a field shows; without a script the field can be copied by hand. */
class CopyButton extends HTMLElement {
  connectedCallback(): void {
    const button = this.querySelector("button");
    const field = document.getElementById(this.dataset.from ?? "");
    if (!button || !(field instanceof HTMLTextAreaElement)) return;
    button.hidden = false;
    button.addEventListener("click", () => void copy(field, button));
  }
}

async function copy(field: HTMLTextAreaElement, button: HTMLButtonElement): Promise<void> {
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
    button.textContent = "Copied";
  } catch {
    // Not on a secure address: the text is selected, and the keyboard copies it.
    button.textContent = "Press Ctrl+C or ⌘C";
  }
}

customElements.define("copy-button", CopyButton);
