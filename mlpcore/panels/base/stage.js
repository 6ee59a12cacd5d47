// @ts-check
// The stage of every panel: shows the regions that Python draws and reports what a person does.
// It computes nothing. Hover is answered here; everything else goes to Python, one message at a
// time, so that a drag never piles up work: while one is under way the newest of each kind waits.

// Jupyter's server leaves Nagle's algorithm on: its answer waits until the page has acknowledged
// the kernel's "busy", which a silent page does up to 40 ms later. A page that keeps talking
// acknowledges at once, so while an answer is due it sends a few empty messages (measured: 46 ms
// there and back without them, 16 ms with them).
const PULSES = [6, 12, 18, 24, 30];

// What stage.py keeps in step with the page.
/**
 * @typedef {{
 *   label: string, frame: string, regions: Record<string, string>,
 *   pictures: Record<string, DataView<ArrayBuffer>>, running: boolean, dark: boolean,
 *   large: boolean, fresh: number, covered: string[], formulas: boolean, at_end: boolean,
 *   pace: number,
 * }} Traits
 * @typedef {{
 *   do: string, key?: string, index?: number[], value?: number | string, to?: number, name?: string,
 * }} Message
 * @typedef {(message: { answered?: boolean }) => void} Answer
 * @typedef {{
 *   get<Name extends keyof Traits>(name: Name): Traits[Name], set(traits: Partial<Traits>): void,
 *   save_changes(): void, send(message: Message): void,
 *   on(event: string, answer: Answer): void, off(event: string, answer: Answer): void,
 * }} Model
 * @typedef {{ home?: string, before: Shown[], find: (each: Shown) => boolean }} Kept where the focus was
 */

const SELECT = "[data-quantity][data-index]";
const REACHED = "button, input, select, [tabindex='0']"; // what Tab comes to
const MARKS = ["data-mark", "data-same"]; // set here, not by Python
const FRAME = 33; // ms between pictures of something that runs, at the least
const SETTLED = 400; // ms without a change, after which a drag is over

/** @type {(cell: Shown) => { key?: string, index: number[] }} */
function placeOf(cell) {
  return { key: cell.dataset.quantity, index: indexOf(cell.dataset.index) };
}

/** @type {(text?: string) => number[]} */
function indexOf(text = "") {
  return text === "" ? [] : text.split(",").map(Number);
}

// Make `old` like `fresh` by changing only what differs: quick, and whatever has the focus or is
// being dragged stays the same element.
/** @type {(old: Node, fresh: Node) => void} */
function sync(old, fresh) {
  const before = [...old.childNodes];
  const after = [...fresh.childNodes];
  after.forEach((wanted, n) => {
    const node = before[n];
    if (!node) old.appendChild(wanted);
    else if (node.nodeName !== wanted.nodeName) node.replaceWith(wanted);
    else if (node instanceof CharacterData) {
      if (node.data !== wanted.nodeValue) node.data = wanted.nodeValue ?? "";
    } else if (node instanceof Element && wanted instanceof Element) {
      syncAttributes(node, wanted);
      sync(node, wanted);
      if ("value" in node && "value" in wanted && node.value !== wanted.value) node.value = wanted.value;
    }
  });
  for (const node of before.slice(after.length)) node.remove();
}

/** @type {(node: Element, wanted: Element) => void} */
function syncAttributes(node, wanted) {
  for (const { name, value } of wanted.attributes) {
    if (node.getAttribute(name) !== value) node.setAttribute(name, value);
  }
  for (const { name } of [...node.attributes]) {
    const marked = MARKS.includes(name) && wanted.getAttribute("data-quantity"); // else it is no number any more
    const ours = marked || (name === "src" && node.getAttribute("data-picture"));
    if (!wanted.hasAttribute(name) && !ours) node.removeAttribute(name);
  }
}

// What a key does in a panel: a person's keyboard, or a presenter's remote.
/** @type {Record<string, string>} */
const KEYS = { ArrowRight: "next", ArrowLeft: "back", PageDown: "next", PageUp: "back", Home: "first", End: "last" };

/** @type {(view: { model: Model, el: HTMLElement }) => () => void} */
function render({ model, el }) {
  const root = document.createElement("div");
  root.className = "mlp-panel";
  root.tabIndex = 0;
  root.setAttribute("role", "group");
  root.setAttribute("aria-label", model.get("label"));
  root.innerHTML = model.get("frame");
  el.appendChild(root);

  /** @type {Record<string, string>} */
  const shown = {};
  let busy = false;
  /** @type {Map<string | symbol, Message>} */
  let waiting = new Map();
  /** @type {number | undefined} */
  let timer;
  /** @type {number | undefined} */
  let fresh;
  /** @type {number[]} */
  let pulses = [];
  /** @type {number | undefined} */
  let settling;
  /** @type {number | undefined} */
  let frame;
  let ticked = 0;
  /** @type {WeakMap<Element, DataView>} */
  const hung = new WeakMap();
  const projector = projectorOf(root);
  const sight = sightOf(root);

  /** @type {(name?: string) => HTMLElement | null} */
  function region(name) {
    return root.querySelector(`[data-region="${name}"]`);
  }

  // --- to Python -----------------------------------------------------------------------------
  /** @type {(what: Message) => void} */
  function report(what) {
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
    if (what.do === "tick") ticked = performance.now();
    model.send(what);
    pulses = PULSES.map((after) => setTimeout(() => model.send({ do: "pulse" }), after));
  }

  /** @type {(on: boolean) => void} */
  function setBusy(on) {
    busy = on;
    root.toggleAttribute("data-busy", on); // until what is shown is the answer
  }

  function rest() {
    pulses.forEach(clearTimeout);
    pulses = [];
  }

  // --- from Python ---------------------------------------------------------------------------
  function draw() {
    const regions = model.get("regions");
    const kept = focused();
    const release = sight.hold();
    const anew = fresh !== model.get("fresh"); // a control may stand where a person left it
    fresh = model.get("fresh");
    for (const [name, html] of Object.entries(regions)) {
      if (shown[name] === html && !(anew && region(name)?.querySelector("input, select"))) continue;
      shown[name] = html;
      const wanted = document.createElement("template");
      wanted.innerHTML = html;
      const place = region(name);
      if (place) sync(place, wanted.content);
    }
    hang();
    cover(root, model.get("covered"));
    root.classList.toggle("mlp-no-formulas", !model.get("formulas"));
    refocus(kept);
    mark();
    release();
    if (model.get("at_end")) stop();
    showPlay(timer !== undefined);
    requestAnimationFrame(bringIntoView); // once it has a size
  }

  // Pictures come as bytes; one that has not changed is left alone.
  function hang() {
    const pictures = model.get("pictures");
    /** @type {NodeListOf<HTMLImageElement>} */
    const images = root.querySelectorAll("img[data-picture]");
    for (const image of images) {
      const bytes = pictures[image.dataset.picture ?? ""];
      if (!bytes || hung.get(image) === bytes) continue;
      hung.set(image, bytes);
      const old = image.src;
      image.src = URL.createObjectURL(new Blob([bytes], { type: "image/png" }));
      if (old) URL.revokeObjectURL(old);
    }
  }

  // Something runs: ask for its next picture once the last one has been answered and shown, so
  // that none ever waits behind another, and nothing runs on without a page that looks.
  function run() {
    clearTimeout(frame);
    if (!model.get("running") || busy) return;
    frame = setTimeout(() => report({ do: "tick" }), Math.max(0, ticked + FRAME - performance.now()));
  }

  // In a network too wide for its place, show the layer in play.
  function bringIntoView() {
    const box = region("network");
    if (box && box.scrollWidth > box.clientWidth) box.tabIndex = 0; // keys can scroll it
    else box?.removeAttribute("tabindex");
    const layer = box?.querySelector(".mlp-current");
    if (!box || !layer || box.scrollWidth <= box.clientWidth) return;
    const [outer, inner] = [box.getBoundingClientRect(), layer.getBoundingClientRect()];
    box.scrollLeft += (inner.left + inner.right - outer.left - outer.right) / 2;
  }

  // A region drawn anew loses the focus; give it back to the same control or the same number. Of one
  // that is gone it goes to the control before it, so that Tab leads on from there; of one that is
  // greyed out to the panel, where a second Enter does nothing.
  /** @type {() => Kept | null} */
  function focused() {
    const at = /** @type {Shown | null} */ (document.activeElement);
    if (!at || !root.contains(at) || at === root) return null;
    const home = at.closest("[data-region]")?.getAttribute("data-region") ?? undefined;
    const { do: act, to, key, at: place, name } = at.dataset;
    const all = [...every(root, REACHED)];
    const kept = { home, before: all.slice(0, all.indexOf(at)).reverse() };
    if (act) return { ...kept, find: (/** @type {Shown} */ e) => e.type === at.type && same(e.dataset, { do: act, to, key, at: place, name }) };
    if (at.dataset.quantity) return { ...kept, find: (/** @type {Shown} */ e) => e.tagName === at.tagName && same(e.dataset, { quantity: at.dataset.quantity, index: at.dataset.index }) };
    return null;
  }

  /** @type {(data: DOMStringMap, wanted: DOMStringMap) => boolean} */
  function same(data, wanted) {
    return Object.entries(wanted).every(([name, value]) => data[name] === value);
  }

  /** @type {(kept: Kept | null) => void} */
  function refocus(kept) {
    const at = /** @type {Shown | null} */ (document.activeElement);
    if (!kept || (at && root.contains(at) && at !== root && !at.disabled)) return;
    const home = region(kept.home);
    const found = home && [...every(home, "[data-do], [data-quantity]")].find(kept.find);
    const near = found ?? kept.before.find((e) => e.isConnected && !e.disabled);
    (near && !near.disabled ? near : root).focus({ preventScroll: true });
  }

  // Mark the number under the lens and the numbers that its formula reads.
  function mark() {
    /** @type {HTMLElement | null} */
    const lens = root.querySelector("[data-sources]");
    if (!lens) return;
    /** @type {Record<string, number[][]>} */
    const sources = JSON.parse(lens.dataset.sources ?? "{}");
    const read = new Set(Object.entries(sources).flatMap(([key, places]) => places.map((at) => `${key}@${at}`)));
    const target = `${lens.dataset.key}@${lens.dataset.at}`;
    for (const cell of every(root, SELECT)) {
      const place = `${cell.dataset.quantity}@${cell.dataset.index}`;
      const wanted = place === target ? "chosen" : read.has(place) ? "source" : undefined;
      if (lens.contains(cell) || cell.dataset.mark === wanted) continue;
      if (wanted) cell.dataset.mark = wanted;
      else delete cell.dataset.mark;
    }
  }

  // --- what a person does --------------------------------------------------------------------
  root.addEventListener("click", (event) => {
    const at = /** @type {Element} */ (event.target);
    /** @type {HTMLElement | null} */
    const tool = at.closest("button[data-tool]");
    if (tool) return TOOLS[tool.dataset.tool ?? ""]?.();
    /** @type {Shown | null} */
    const covered = at.closest("[data-covered]");
    if (covered) return report({ do: "reveal", key: covered.dataset.covered });
    if (!model.get("formulas") && at.closest(".mlp-formula, .mlp-equation, .mlp-code")) return report({ do: "formulas" });
    /** @type {HTMLElement | null} */
    const control = at.closest("button[data-do]");
    if (control) return control.dataset.do === "play" ? play() : press(control);
    /** @type {Shown | null} */
    const cell = at.closest(SELECT);
    if (cell) {
      report({ do: "look", ...placeOf(cell) });
      cell.focus?.({ preventScroll: true });
    }
  });

  /** @type {(control: Shown) => void} */
  function press(control) {
    stop();
    const { do: act = "", to } = control.dataset;
    report(to === undefined ? { do: act } : { do: act, to: Number(to) });
  }

  root.addEventListener("input", (event) => {
    const input = /** @type {HTMLInputElement} */ (event.target); // only numbers are set
    const at = input.dataset;
    if (at.do !== "set" || input.value === "") return;
    const value = input.valueAsNumber;
    if (!Number.isFinite(value)) return;
    const twin = [...(input.parentElement ?? root).querySelectorAll("input")].find((e) => e !== input);
    if (twin) twin.value = input.value;
    report({ do: "set", key: at.key, index: indexOf(at.at), value });
  });

  root.addEventListener("change", (event) => {
    const field = /** @type {HTMLInputElement | HTMLSelectElement} */ (event.target);
    const { do: act, name } = field.dataset;
    if (act === "choose") report({ do: "choose", name, value: field.value });
    if (act !== "set") return;
    clearTimeout(settling);
    settling = setTimeout(() => report({ do: "settle" }), SETTLED);
  });

  root.addEventListener("focusin", (event) => {
    const at = /** @type {Shown} */ (event.target);
    if (at.matches(`td${SELECT}`) && at.matches(":focus-visible")) {
      report({ do: "look", ...placeOf(at) });
    }
  });

  // The same number elsewhere lights up under the pointer.
  root.addEventListener("mouseover", (event) => {
    for (const cell of every(root, "[data-same]")) delete cell.dataset.same;
    /** @type {Shown | null} */
    const cell = /** @type {Element} */ (event.target).closest(SELECT);
    if (!cell) return;
    const place = `[data-quantity="${CSS.escape(cell.dataset.quantity ?? "")}"][data-index="${cell.dataset.index}"]`;
    for (const twin of every(root, place)) twin.dataset.same = "";
  });

  // --- keys: those of a keyboard and those of a presenter's remote ----------------------------
  root.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const at = /** @type {Shown} */ (event.target);
    const remote = event.key === "PageDown" || event.key === "PageUp";
    const lecture = document.body.classList.contains(LECTURE); // then Page Down is a remote's, not a slider's
    if (event.key === "Escape" && at.matches("input, select")) {
      stopped(event);
      return leave();
    }
    if (at.matches("input, select") && !(remote && (lecture || at.type !== "range"))) return event.stopPropagation();
    if (at === region("network") && event.key.startsWith("Arrow")) return event.stopPropagation();
    if (at.matches(`td${SELECT}`) && !remote && walkCells(/** @type {HTMLTableCellElement} */ (at), event.key)) return stopped(event);
    if (projector.leadOn(event.key)) return stopped(event);
    const step = KEYS[event.key];
    if (step) {
      stop();
      report({ do: step });
      return stopped(event);
    }
    if (key(event)) return stopped(event);
    if (event.key === " " && at === root) {
      /** @type {HTMLElement | null} */
      const own = root.querySelector('button[data-do="toggle"]'); // of a panel that runs
      if (own) press(own);
      else play();
      return stopped(event);
    }
    if ((event.key === "Enter" || event.key === " ") && at.matches(SELECT)) {
      if (at.dataset.covered === undefined) report({ do: "look", ...placeOf(at) });
      else report({ do: "reveal", key: at.dataset.covered });
      return stopped(event);
    }
    event.stopPropagation(); // a key meant for the panel is not a command of the notebook
  });

  // --- tools: they work on any panel, and most of them without the kernel -----------------------
  /** @type {Record<string, () => void>} */
  const TOOLS = {
    projector: projector.toggle,
    lecture: toggleLecture,
    keys: () => unfold("keys"),
  };

  /** @type {(name: string) => void} */
  function unfold(name) {
    const on = root.classList.toggle(`mlp-show-${name}`);
    setPressed(root, name, on);
    if (on) region(name)?.scrollIntoView({ block: "nearest" });
  }

  /** @type {(event: KeyboardEvent) => boolean} */
  function key(event) {
    /** @type {Record<string, string>} */
    const tools = { "?": "keys", f: "projector", F: "lecture" };
    /** @type {Record<string, string>} */
    const asks = { h: "cover", a: "ask", m: "formulas", c: "code", w: "words" };
    const tool = TOOLS[tools[event.key] ?? ""];
    const does = asks[event.key];
    if (tool) tool();
    else if (does && root.querySelector(`[data-do="${does}"]`)) report({ do: does });
    else if (event.key === "b" || event.key === ".") projector.blank();
    else if (event.key === "Escape") leave();
    else if (/^[1-9]$/.test(event.key)) section(Number(event.key));
    else return false;
    return true;
  }

  function leave() {
    if (root.classList.contains("mlp-show-keys")) return unfold("keys");
    if (root.classList.contains(PROJECTOR)) return projector.set(false);
    if (document.activeElement !== root) return root.focus();
    /** @type {HTMLElement | null} */
    const cell = root.closest(".jp-Cell");
    cell?.focus(); // the keys are the notebook's again
  }

  // The first step of a section; where there are no sections, that place itself.
  /** @type {(n: number) => void} */
  function section(n) {
    const sections = [...every(root, ".mlp-section")];
    const starts = sections.length > 1 ? sections.map((each) => every(each, "[data-to]")[0]) : every(root, '[data-do="go"]');
    const start = starts[n - 1];
    if (start) press(start);
  }

  /** @type {(event: Event) => void} */
  function stopped(event) {
    event.preventDefault();
    event.stopPropagation();
  }

  /** @type {(cell: HTMLTableCellElement, key: string) => boolean} */
  function walkCells(cell, key) {
    /** @type {Record<string, [number, number]>} */
    const moves = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0] };
    const move = moves[key];
    if (!move) return false;
    const row = /** @type {HTMLTableRowElement} */ (cell.parentElement);
    const to = /** @type {HTMLTableCellElement | undefined} */ (
      row.parentElement?.children[row.rowIndex + move[0]]?.children[cell.cellIndex + move[1]]
    );
    if (to?.matches(SELECT)) { // not the name of a row or a column
      cell.tabIndex = -1;
      to.tabIndex = 0;
      to.focus();
    }
    return true;
  }

  // --- play ----------------------------------------------------------------------------------
  function play() {
    if (timer) return stop();
    if (model.get("at_end")) report({ do: "first" });
    timer = setInterval(() => busy || report({ do: "next" }), model.get("pace"));
    showPlay(true);
  }

  function stop() {
    clearInterval(timer);
    timer = undefined;
    showPlay(false);
  }

  /** @type {(on: boolean) => void} */
  function showPlay(on) {
    /** @type {HTMLElement | null} */
    const control = root.querySelector('[data-do="play"]');
    if (!control) return;
    control.setAttribute("aria-pressed", String(on));
    control.innerHTML = (on ? control.dataset.running : control.dataset.still) ?? "";
  }

  /** @type {Answer} */
  function answered(message) {
    if (message.answered === undefined) return;
    rest();
    setBusy(false);
    next();
    run();
  }

  setPressed(root, "lecture", document.body.classList.contains(LECTURE));
  draw();
  // Pictures are drawn in the colours of JupyterLab's theme, and on a projector with larger type.
  function tellStyle() {
    const { jpThemeLight, vscodeThemeKind } = document.body.dataset;
    const dark = jpThemeLight === "false" || /dark/.test(vscodeThemeKind ?? "");
    const large = [root, document.body].some((each) => each.matches(`.${PROJECTOR}, .${LECTURE}`));
    if (model.get("dark") === dark && model.get("large") === large) return;
    model.set({ dark, large });
    model.save_changes();
  }
  const styles = new MutationObserver(tellStyle);
  styles.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light", "class"] });
  styles.observe(root, { attributes: true, attributeFilter: ["class"] });
  tellStyle();

  run();
  /** @type {Record<string, Answer>} */
  const listens = {
    "change:regions": draw, "change:covered": draw, "change:formulas": draw, "change:fresh": draw,
    "change:pictures": hang, "change:running": run, "msg:custom": answered,
  };
  for (const [event, answer] of Object.entries(listens)) model.on(event, answer);
  return () => {
    stop();
    rest();
    clearTimeout(settling);
    clearTimeout(frame);
    styles.disconnect();
    projector.leave();
    for (const [event, answer] of Object.entries(listens)) model.off(event, answer);
    waiting = new Map();
  };
}

export default { render };
