// @ts-check
// Messages to Python, one at a time, so that a drag never piles up work: while one is under way the
// newest of each kind waits. Something that runs asks for its next picture here, too.

// What panel.py keeps in step with the page.
/**
 * @typedef {{
 *   label: string, frame: string, regions: number, pictures: number, answered: number,
 *   running: boolean, dark: boolean, large: boolean, fresh: number, covered: string[],
 *   formulas: boolean, at_end: boolean, pace: number,
 * }} Traits
 * @typedef {{
 *   do: string, key?: string, index?: number[], value?: number | string, to?: number, name?: string,
 * }} Message
 * @typedef {`region:${string}` | `picture:${string}`} Part its HTML, or its URL
 * @typedef {() => void} Answer
 * @typedef {(message: { content: { execution_state: string } }) => void} Heard what Jupyter says of the kernel
 * @typedef {{
 *   get<Name extends keyof Traits | Part>(name: Name): Name extends keyof Traits ? Traits[Name] : string | undefined,
 *   set(traits: Partial<Traits>): void,
 *   save_changes(): void, send(message: Message, hear?: { iopub: { status: Heard } }): void,
 *   on(event: string, answer: Answer): void, off(event: string, answer: Answer): void,
 * }} Model
 * @typedef {{
 *   report(what: Message): void, run(): void, answered: Answer, isBusy(): boolean, leave(): void,
 * }} Messages
 */

// Jupyter's server leaves Nagle's algorithm on: its answer waits until the page has acknowledged the
// kernel's "busy", which a silent page does up to 40 ms later. A page that says something acknowledges
// at once, so an empty message goes out as soon as "busy" is here; where the page is not told of it, a
// few go out after these milliseconds. An answer with pictures is long enough to be sent at once: while
// something runs that has some, none is needed.
const PULSES = [20, 28, 38, 50];
const FRAME = 32; // ms between pictures of something that runs, at the least and on the average

/** @type {(root: HTMLElement, model: Model, states: States) => Messages} */
function messagesOf(root, model, states) {
  let busy = false;
  /** @type {Map<string | symbol, Message>} */
  let waiting = new Map();
  /** @type {number[]} */
  let pulses = [];
  /** @type {number | undefined} */
  let frame;
  let ticked = 0;

  /** @type {(what: Message) => void} */
  function report(what) {
    if (states.isLost()) return states.asked();
    const newestCounts = what.do === "set" || what.do === "tick";
    const sameKind = newestCounts ? `${what.do} ${what.key} ${what.index}` : Symbol();
    waiting.delete(sameKind);
    waiting.set(sameKind, what);
    next();
  }

  function next() {
    const [first] = waiting;
    if (busy || !first) return;
    const [kind, what] = first;
    waiting.delete(kind);
    setBusy(true);
    // one that was late does not make the next ones late
    if (what.do === "tick") ticked = Math.max(ticked + FRAME, performance.now() - FRAME);
    if (what.do === "tick" && root.querySelector("img[data-picture]") !== null) return send(what);
    pulses = PULSES.map((after) => setTimeout(pulse, after));
    send(what, { iopub: { status: heard } });
  }

  /** @type {Model["send"]} */
  function send(message, hear) {
    try {
      model.send(message, hear);
    } catch { // the kernel is gone, and nobody has said so
      leave();
      setBusy(false);
      states.lost();
    }
  }

  /** @type {Heard} */
  function heard({ content }) {
    if (content.execution_state !== "busy" || !busy) return;
    rest();
    pulse();
  }

  function pulse() {
    send({ do: "pulse" });
  }

  /** @type {(on: boolean) => void} */
  function setBusy(on) {
    busy = on;
    root.toggleAttribute("data-busy", on); // until what is shown is the answer
    if (on) states.asked();
    else states.answered();
  }

  function rest() {
    pulses.forEach(clearTimeout);
    pulses = [];
  }

  // Something runs: ask for its next picture once the last one has been answered, so that none
  // ever waits behind another, and nothing runs on without a page that looks.
  function run() {
    clearTimeout(frame);
    if (!model.get("running") || busy || states.isLost()) return;
    const early = ticked + FRAME - performance.now();
    if (early > 0) frame = setTimeout(() => report({ do: "tick" }), early);
    else report({ do: "tick" });
  }

  /** @type {Answer} */
  function answered() {
    rest();
    setBusy(false);
    next();
    run();
  }

  function leave() {
    rest();
    clearTimeout(frame);
    waiting = new Map();
  }

  return { report, run, answered, isBusy: () => busy, leave };
}
