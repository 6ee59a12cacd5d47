// @ts-check
// Messages to Python, one at a time, so that a drag never piles up work: while one is under way the
// newest of each kind waits. What a person does waits for no picture of something that runs.

// What panel.py keeps in step with the page.
/**
 * @typedef {{
 *   label: string, frame: string, regions: number, pictures: number, answered: number,
 *   running: boolean, dark: boolean, large: boolean, fresh: number, covered: string[],
 *   formulas: boolean, at_end: boolean, pace: number, ahead: number,
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
 *   report(what: Message): void, run(): void, came(answers: number): boolean, isBusy(): boolean, leave(): void,
 * }} Messages
 */

// Jupyter's server leaves Nagle's algorithm on: its answer waits until the page has acknowledged the
// kernel's "busy", which a silent page does up to 40 ms later. A page that says something acknowledges
// at once, so an empty message goes out as soon as "busy" is here, or a picture while a person waits.
const FRAME = 32; // ms between pictures of something that runs, at the least and on the average
const ASK = 2; // of pictures that come by themselves so many are left when others are asked for
const LATE = 500; // ms without one that should come by itself

/** @type {(root: HTMLElement, model: Model, states: States) => Messages} */
function messagesOf(root, model, states) {
  /** @type {("picture" | "person")[]} */
  let underWay = []; // whose each is, in the order in which they will be answered
  /** @type {Map<string | symbol, Message>} */
  let waiting = new Map();
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
    const chosen = [...waiting].find(([, { do: act }]) => act !== "tick") ?? first;
    if (underWay.includes("person") || !chosen) return;
    const [kind, what] = chosen;
    if (what.do === "tick" && underWay.length > 0) return;
    waiting.delete(kind);
    setUnderWay([...underWay, what.do === "tick" ? "picture" : "person"]);
    states.asked();
    // one that was late does not make the next ones late
    if (what.do === "tick") ticked = Math.max(ticked + FRAME, performance.now() - FRAME);
    // and a picture is long enough to be sent at once
    if (what.do === "tick" && root.querySelector("img[data-picture]") !== null) return send(what);
    send(what, { iopub: { status: heard } });
  }

  /** @type {Model["send"]} */
  function send(message, hear) {
    try {
      model.send(message, hear);
    } catch { // the kernel is gone, and nobody has said so
      leave();
      setUnderWay([]);
      states.answered();
      states.lost();
    }
  }

  /** @type {Heard} */
  function heard({ content }) {
    if (content.execution_state === "busy" && underWay.length > 0) pulse();
  }

  function pulse() {
    send({ do: "pulse" });
  }

  /** @type {(now: typeof underWay) => void} */
  function setUnderWay(now) {
    underWay = now;
    root.toggleAttribute("data-busy", now.length > 0); // until what is shown is the answer
  }

  // Ask for the next pictures of what runs: nothing runs on without a page that looks.
  function run() {
    clearTimeout(frame);
    if (!model.get("running") || underWay.length > 0 || states.isLost()) return;
    const early = model.get("ahead") > ASK ? LATE : ticked + FRAME - performance.now();
    if (early > 0) frame = setTimeout(() => report({ do: "tick" }), early);
    else report({ do: "tick" });
  }

  // So many messages are answered, the oldest first. Whether what came is to be drawn: not while a
  // person waits for an answer, which is here sooner then.
  /** @type {(answers: number) => boolean} */
  function came(answers) {
    const mine = underWay.slice(0, answers).includes("person");
    setUnderWay(underWay.slice(answers));
    if (answers > 0) states.answered();
    if (underWay.length > 0) states.asked();
    const waits = underWay.includes("person");
    if (waits && model.get("running")) pulse();
    next();
    run();
    return mine || !waits;
  }

  function leave() {
    clearTimeout(frame);
    waiting = new Map();
  }

  return { report, run, came, isBusy: () => waiting.size > 0 || underWay.includes("person"), leave };
}
