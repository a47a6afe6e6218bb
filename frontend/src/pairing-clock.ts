/** Counts down the minutes in which a pairing code works; without a script the page says twenty. */
class PairingClock extends HTMLElement {
  #timer = 0;

  connectedCallback(): void {
    this.#tick();
    this.#timer = window.setInterval(() => this.#tick(), 1000);
  }

  disconnectedCallback(): void {
    clearInterval(this.#timer);
  }

  #tick(): void {
    const left = Math.ceil((Date.parse(this.dataset.ends ?? "") - Date.now()) / 1000);
    if (left > 0) {
      this.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")} ${this.dataset.left}`;
      return;
    }
    clearInterval(this.#timer);
    this.setAttribute("role", "alert");
    this.textContent = this.dataset.over ?? "";
  }
}

customElements.define("pairing-clock", PairingClock);
