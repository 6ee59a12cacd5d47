// @ts-check
// Keys: those of a person's keyboard and those of a presenter's remote.

/** @type {Record<string, string>} */
const KEYS = { ArrowRight: "next", ArrowLeft: "back", PageDown: "next", PageUp: "back", Home: "first", End: "last" };
/** @type {Record<string, string>} */
const TOOL_KEYS = { "?": "keys", f: "projector", F: "lecture" };
/** @type {Record<string, string>} */
const ASKING_KEYS = { h: "cover", a: "ask", m: "formulas", c: "code", q: "link", w: "words" }; // Python is asked

const AWAY = ["q", "Escape", "b", ".", ...Object.keys(KEYS)]; // what takes the QR code away: all of a remote's, too

// Notebook 7 takes a key before the panel hears of it, unless what has the focus is marked so. Keys
// with Ctrl, Alt or Meta stay the notebook's. What comes back is to be called when the panel goes.
/** @type {(root: HTMLElement) => () => void} */
function keepKeys(root) {
  /** @type {(event: KeyboardEvent) => void} */
  const mark = (event) => {
    const at = /** @type {Element} */ (event.composedPath()[0]);
    const ours = !event.altKey && !event.ctrlKey && !event.metaKey;
    if (root.contains(at)) at.toggleAttribute("data-lm-suppress-shortcuts", ours);
  };
  window.addEventListener("keydown", mark, true);
  return () => window.removeEventListener("keydown", mark, true);
}

/** @type {(stage: Stage) => void} */
function listenToKeys(stage) {
  const { root, messages, player, projector, tools, link } = stage;
  const { report } = messages;

  root.addEventListener("focusin", (event) => {
    const at = /** @type {Shown} */ (event.target);
    if (at.matches(`td${SELECT}`) && at.matches(":focus-visible")) {
      report({ do: "look", ...placeOf(at) });
    }
  });

  root.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (link.isShown()) {
      if (!AWAY.includes(event.key)) return event.stopPropagation();
      link.leave();
      return stopped(event);
    }
    const at = /** @type {Shown} */ (event.target);
    const remote = event.key === "PageDown" || event.key === "PageUp";
    const lecture = document.body.classList.contains(LECTURE); // then Page Down is a remote's, not a slider's
    if (event.key === "Escape" && at.closest(".mlp-setup") && foldSetup(root)) return stopped(event);
    if (event.key === "Escape" && at.matches("input, select")) {
      stopped(event);
      return tools.leave();
    }
    if (at.matches("input.mlp-typed") && stepped(at, event.key)) return stopped(event);
    if (at.matches("summary") && (event.key === "Enter" || event.key === " ")) return event.stopPropagation();
    if (at.matches("input, select") && !(remote && (lecture || at.type !== "range"))) return event.stopPropagation();
    if (at === region(root, "network") && event.key.startsWith("Arrow")) return event.stopPropagation();
    if (at.matches(`td${SELECT}`) && !remote && walkCells(/** @type {HTMLTableCellElement} */ (at), event.key)) return stopped(event);
    if (projector.leadOn(event.key)) return stopped(event);
    const step = KEYS[event.key];
    if (step) {
      player.stop();
      report({ do: step });
      return stopped(event);
    }
    if (key(stage, event.key)) return stopped(event);
    if (event.key === " " && at === root) {
      /** @type {HTMLElement | null} */
      const own = root.querySelector('button[data-do="toggle"]'); // of a panel that runs
      if (own) player.press(own);
      else player.play();
      return stopped(event);
    }
    if ((event.key === "Enter" || event.key === " ") && at.matches(SELECT)) {
      if (at.dataset.covered === undefined) report({ do: "look", ...placeOf(at) });
      else report({ do: "reveal", key: at.dataset.covered });
      return stopped(event);
    }
    event.stopPropagation(); // a key meant for the panel is not a command of the notebook
  });
}

// Whether an arrow up or down was pressed in a number's box; then its slider has moved by a step.
/** @type {(box: Shown, key: string) => boolean} */
function stepped(box, key) {
  const slider = box.parentElement?.querySelector('input[type="range"]');
  if (!(slider instanceof HTMLInputElement) || (key !== "ArrowUp" && key !== "ArrowDown")) return false;
  if (key === "ArrowUp") slider.stepUp();
  else slider.stepDown();
  for (const heard of ["input", "change"]) slider.dispatchEvent(new Event(heard, { bubbles: true }));
  return true;
}

// Whether a key is one letter, digit or sign that means something here; then it is done.
/** @type {(stage: Stage, pressed: string) => boolean} */
function key({ root, messages, player, projector, tools }, pressed) {
  const does = ASKING_KEYS[pressed];
  if (TOOL_KEYS[pressed]) tools.use(TOOL_KEYS[pressed]);
  else if (does && root.querySelector(`[data-do="${does}"]`)) messages.report({ do: does });
  else if (pressed === "b" || pressed === ".") projector.blank();
  else if (pressed === "Escape") tools.leave();
  else if (/^[1-9]$/.test(pressed)) {
    const start = section(root, Number(pressed));
    if (start) player.press(start);
  } else return false;
  return true;
}

// The first step of a section; where there are no sections, that place itself.
/** @type {(root: HTMLElement, n: number) => Shown | undefined} */
function section(root, n) {
  const sections = [...every(root, ".mlp-section")];
  const starts = sections.length > 1 ? sections.map((each) => every(each, "[data-to]")[0]) : every(root, '[data-do="go"]');
  return starts[n - 1];
}

/** @type {(event: Event) => void} */
function stopped(event) {
  event.preventDefault();
  event.stopPropagation();
}
