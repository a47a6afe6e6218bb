/** Takes files dropped anywhere on the page, or chosen, sends them and tells what came of each. */

interface Answer {
  url?: string;
  sentence?: string;
  next_step?: string;
}

/** How an import goes: `told` and `next_step` are for a person. */
interface Outcome {
  state: "waiting" | "running" | "done" | "refused";
  told: string;
  next_step: string;
  not_taken: number;
}

const MB = 1_000_000;
const ASK_AGAIN_MS = 700;

class FileDrop extends HTMLElement {
  #depth = 0; // dragenter and dragleave come for every element under the pointer
  #leave = new AbortController();

  connectedCallback(): void {
    const { signal } = this.#leave;
    window.addEventListener("dragenter", (event) => this.#hover(event, 1), { signal });
    window.addEventListener("dragleave", (event) => this.#hover(event, -1), { signal });
    window.addEventListener("dragover", (event) => event.preventDefault(), { signal });
    window.addEventListener("drop", (event) => this.#drop(event), { signal });
    const chooser = this.querySelector<HTMLInputElement>("input[type=file]");
    chooser?.addEventListener("change", () => void this.#send([...(chooser.files ?? [])]));
  }

  disconnectedCallback(): void {
    this.#leave.abort();
  }

  #hover(event: DragEvent, step: number): void {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    this.#depth += step;
    document.documentElement.classList.toggle("dropping", this.#depth > 0);
  }

  #drop(event: DragEvent): void {
    event.preventDefault();
    this.#depth = 0;
    document.documentElement.classList.remove("dropping");
    void this.#send([...(event.dataTransfer?.files ?? [])]);
  }

  async #send(files: File[]): Promise<void> {
    if (!files.length || this.classList.contains("sending")) return;
    this.classList.add("sending");
    const lines = files.map((file) => new UploadLine(this.#list, file));
    const addresses: string[] = [];
    const ends: Promise<void>[] = [];
    for (const line of lines) {
      const address = await line.send(this.#loneRoutes);
      if (!address) continue;
      addresses.push(address);
      ends.push(line.follow(address)); // while the next one is sent
    }
    if (files.length === 1 && addresses.length === 1) location.assign(addresses[0]!);
    else if (files.length === 1) this.classList.remove("sending"); // to try another
    else await Promise.all(ends);
    this.querySelector<HTMLElement>(".drop-after")!.hidden = files.length === 1;
  }

  get #list(): HTMLElement {
    return this.querySelector<HTMLElement>(".drop-list")!;
  }

  get #loneRoutes(): boolean {
    return this.querySelector<HTMLInputElement>("input[name=lone_routes]")?.checked ?? false;
  }
}

/** One file's line: its name, how much of it is there, and what went wrong. */
class UploadLine {
  #bar = document.createElement("progress");
  #told = document.createElement("p");
  #name = document.createElement("b");

  constructor(
    list: HTMLElement,
    readonly file: File,
  ) {
    this.#name.textContent = file.name;
    this.#bar.max = Math.max(file.size, 1);
    this.#bar.value = 0;
    this.#bar.setAttribute("aria-label", `Sending ${file.name}`);
    this.#told.className = "soft";
    const line = document.createElement("div");
    line.className = "drop-line";
    line.append(this.#name, this.#bar, this.#told);
    list.append(line);
  }

  /** Sends the raw bytes; gives the address of the import, or nothing after saying why not. */
  send(loneRoutes: boolean): Promise<string | null> {
    const query = new URLSearchParams({ name: this.file.name, lone_routes: loneRoutes ? "1" : "0" });
    // XMLHttpRequest and not fetch: only it tells how much of a request has gone out.
    const request = new XMLHttpRequest();
    request.open("POST", `/imports?${query}`);
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => this.#progress(event.loaded));
    return new Promise((resolve) => {
      request.addEventListener("load", () => resolve(this.#answered(request)));
      request.addEventListener("error", () => resolve(this.#failed("The connection broke off.", "Check that FitGlue still runs, and try again.")));
      request.send(this.file);
    });
  }

  /** Asks how the import goes until it is over, and shows what came of it, with a way to the rest. */
  async follow(address: string): Promise<void> {
    this.#bar.removeAttribute("value"); // how long it takes is not known yet
    this.#bar.setAttribute("aria-label", `Importing ${this.file.name}`);
    const link = document.createElement("a");
    link.href = address;
    link.textContent = this.file.name;
    this.#name.replaceChildren(link);
    while (!(await this.#isOver(address))) {
      await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
    }
    this.#bar.remove();
  }

  async #isOver(address: string): Promise<boolean> {
    const answer = await fetch(`${address}/outcome`, { headers: { Accept: "application/json" } }).catch(() => null);
    if (!answer) return false; // the server is away for a moment
    if (!answer.ok) return true;
    const outcome = (await answer.json()) as Outcome;
    if (outcome.state === "refused") {
      this.#failed(outcome.told, outcome.next_step);
      return true;
    }
    const left = outcome.not_taken ? ` · ${outcome.not_taken.toLocaleString()} not taken` : "";
    this.#told.textContent = outcome.told + left;
    return outcome.state === "done";
  }

  #progress(sent: number): void {
    this.#bar.value = sent;
    this.#told.textContent = `${(sent / MB).toFixed(1)} of ${(this.file.size / MB).toFixed(1)} MB`;
  }

  #answered(request: XMLHttpRequest): string | null {
    const answer = (request.response ?? {}) as Answer;
    if (request.status === 201 && answer.url) {
      this.#told.textContent = "waits for its turn";
      return answer.url;
    }
    return this.#failed(answer.sentence ?? "The server did not take it.", answer.next_step ?? "Try again.");
  }

  #failed(sentence: string, nextStep: string): null {
    const told = document.createElement("b");
    told.className = "warn";
    told.textContent = sentence;
    this.#told.replaceChildren(told, ` ${nextStep}`);
    this.#bar.remove();
    return null;
  }
}

customElements.define("file-drop", FileDrop);
