/** Adds a passkey in the settings, and signs in with one. Without script there is the password. */
import { browserSupportsWebAuthn, startAuthentication, startRegistration } from "@simplewebauthn/browser";

interface Told {
  sentence?: string;
  next_step?: string;
}

class PasskeyError extends Error {}

abstract class PasskeyIsland extends HTMLElement {
  connectedCallback(): void {
    const button = this.querySelector("button")!;
    if (!browserSupportsWebAuthn()) {
      button.disabled = true;
      this.say("This browser makes passkeys only where it trusts the connection: over https, or at localhost.");
      return;
    }
    button.addEventListener("click", () => void this.#act(button));
  }

  /** Ask the device, then the server; gives the address to go to. */
  abstract act(): Promise<string>;

  say(text: string): void {
    this.querySelector<HTMLElement>("[role=status]")!.textContent = text;
  }

  async #act(button: HTMLButtonElement): Promise<void> {
    button.disabled = true;
    this.say("");
    try {
      location.assign(await this.act());
    } catch (problem) {
      this.say(words(problem));
      button.disabled = false;
    }
  }
}

class PasskeyAdd extends PasskeyIsland {
  async act(): Promise<string> {
    const optionsJSON = await post("/settings/passkeys/options", {});
    const answer = await startRegistration({ optionsJSON });
    const name = this.querySelector<HTMLInputElement>("input")!.value;
    await post(`/settings/passkeys?${new URLSearchParams({ name })}`, answer);
    return "/settings/sign-in";
  }
}

class PasskeySignIn extends PasskeyIsland {
  async act(): Promise<string> {
    const optionsJSON = await post("/sign-in/passkey/options", {});
    const answer = await startAuthentication({ optionsJSON });
    const { url } = await post(`/sign-in/passkey${location.search}`, answer);
    return url;
  }
}

async function post(address: string, body: unknown): Promise<any> {
  const headers = { "content-type": "application/json", accept: "application/json" };
  const answer = await fetch(address, { method: "POST", headers, body: JSON.stringify(body) });
  const told = await answer.json();
  if (answer.ok) return told;
  const { sentence, next_step } = told as Told;
  throw new PasskeyError(`${sentence ?? "Something went wrong."} ${next_step ?? ""}`);
}

function words(problem: unknown): string {
  if (problem instanceof PasskeyError) return problem.message;
  const name = problem instanceof Error ? problem.name : "";
  if (name === "InvalidStateError") return "This device holds a passkey for you already.";
  if (name === "NotAllowedError" || name === "AbortError") return "No passkey was used. Try again when you are ready.";
  if (name === "TypeError") return "FitGlue did not answer. Try again.";
  return "This device could not do it. Try another one.";
}

customElements.define("passkey-add", PasskeyAdd);
customElements.define("passkey-sign-in", PasskeySignIn);
