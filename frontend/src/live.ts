/**
 * Live updates: one connection per tab for all that its islands want to be told.
 *
 *     const leave = listen("run:4f…", this.dataset.mark ?? "", (text) => this.show(text));
 *
 * `topic` is one of `src/fitglue/web/topics.py`, with an id behind a colon where it has many; `seen`
 * is the mark of what the page shows already (empty: tell at once). `told` gets the topic's text
 * whenever its mark is another one. Call what `listen` gives when the island leaves the page. A new
 * topic is a function in `topics.py` that gives a `State`: nothing else has to be written.
 *
 * A hidden tab keeps no connection, for HTTP/1.1 allows six to one server; shown again, it asks with
 * the marks it has, and is told what it missed.
 */
import { back, broke, hush } from "./away-note";

type Told = (text: string) => void;

interface Wanted {
  mark: string;
  told: Set<Told>;
}

const TRY_AGAIN_MS = 10_000;
const topics = new Map<string, Wanted>();
let source: EventSource | null = null;
let open = ""; // the topics of the open connection
let timer = 0;

/** Asks for a topic; gives what ends that. */
export function listen(topic: string, seen: string, told: Told): () => void {
  const wanted = topics.get(topic) ?? { mark: seen, told: new Set() };
  wanted.told.add(told);
  topics.set(topic, wanted);
  soon();
  return () => {
    wanted.told.delete(told);
    if (!wanted.told.size) topics.delete(topic);
    soon();
  };
}

/** Says that the page shows a topic in another state than it was told: after it has fetched anew. */
export function shows(topic: string, mark: string): void {
  const wanted = topics.get(topic);
  if (wanted) wanted.mark = mark;
}

/** Islands come and go in one turn of the page: one connection follows. */
function soon(after_ms = 0): void {
  clearTimeout(timer);
  timer = window.setTimeout(connect, after_ms);
}

function stop(): void {
  clearTimeout(timer);
  source?.close();
  source = null;
  open = "";
  hush();
}

function connect(): void {
  const names = [...topics.keys()].sort().join(",");
  if (document.hidden || !names) return stop();
  if (source && names === open && source.readyState !== EventSource.CLOSED) return;
  stop();
  open = names;
  const seen = [...topics].map(([topic, { mark }]) => `${topic}~${mark}`).join(",");
  source = new EventSource(`/events?${new URLSearchParams({ topics: names, seen })}`);
  for (const topic of topics.keys()) {
    source.addEventListener(topic, (event) => tell(topic, event as MessageEvent<string>));
  }
  source.addEventListener("open", back);
  // The browser comes back by itself, with the last event's id; closed means that it has given up.
  source.addEventListener("error", () => {
    if (source?.readyState === EventSource.CLOSED) {
      stop();
      soon(TRY_AGAIN_MS);
    }
    broke();
  });
}

function tell(topic: string, event: MessageEvent<string>): void {
  const wanted = topics.get(topic);
  if (!wanted) return;
  const marks = event.lastEventId.split(",").map((part) => part.split("~") as [string, string]);
  wanted.mark = new Map(marks).get(topic) ?? wanted.mark;
  for (const told of [...wanted.told]) told(event.data);
}

document.addEventListener("visibilitychange", () => (document.hidden ? stop() : soon()));
// A page that waits in the browser's memory to be gone back to keeps nothing either.
window.addEventListener("pagehide", stop);
window.addEventListener("pageshow", (event) => event.persisted && soon());
