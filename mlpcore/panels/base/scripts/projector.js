// @ts-check
// Projector: one panel alone on the whole window, in large type; and the whole notebook in large
// type, through which a presenter's remote leads. Nothing here needs the kernel.

/**
 * @typedef {{
 *   set(on: boolean): void, leadOn(key: string): boolean,
 *   toggle(): void, blank(): void, leave(): void,
 * }} Projector
 * @typedef {1 | -1} Way on, or back
 */

// A panel keeps its place in the page, and its style where that is in a shadow root: a popover is
// drawn over the whole window wherever it stands.
/** @type {(root: HTMLElement) => Projector} */
function projectorOf(root) {
  /** @type {Shown | null} */
  let came = null; // the control that had the focus when the panel went there

  /** @type {(on: boolean) => void} */
  function set(on) {
    if (on === root.classList.contains(PROJECTOR)) return;
    const at = activeIn(root) ?? root;
    const home = root.parentElement;
    if (home) home.style.minHeight = on ? `${root.offsetHeight}px` : ""; // the notebook stays where it is
    root.popover = on ? "manual" : null;
    root.classList.toggle(PROJECTOR, on);
    if (on) root.showPopover();
    root.classList.remove(BLANK);
    setPressed(root, "projector", on);
    const back = at === root && came?.isConnected && !came.disabled ? came : at;
    came = on ? at : null;
    (on ? root : back).focus({ preventScroll: on });
  }

  // In a lecture the remote leads on from the end of a panel into the notebook.
  /** @type {(key: string) => boolean} */
  function leadOn(key) {
    const way = REMOTE[key];
    const lecture = document.body.classList.contains(LECTURE) && root.classList.contains(PROJECTOR);
    if (!way || !lecture || !isAtEnd(root, way)) return false;
    set(false);
    lead(way, false);
    return true;
  }

  root.addEventListener(SHOW, () => set(true));
  return {
    set,
    leadOn,
    toggle: () => set(!root.classList.contains(PROJECTOR)),
    blank: () => root.classList.toggle(BLANK),
    leave: () => set(false),
  };
}

/** @type {(root: Element, tool: string, on: boolean) => void} */
function setPressed(root, tool, on) {
  root.querySelector(`[data-tool="${tool}"]`)?.setAttribute("aria-pressed", String(on));
}

// --- the whole notebook --------------------------------------------------------------------------

const LECTURE = "mlp-lecture";
const PROJECTOR = "mlp-projector"; // a panel alone on the window
const HERE = "mlp-lecture-here";
const BLANK = "mlp-blank"; // a dark screen
const PANEL = ".mlp-panel:not(.mlp-static)";
const SHOW = "mlp-show"; // what a panel hears when it is to take the projector
/** @type {Record<string, Way>} */
const REMOTE = { PageDown: 1, PageUp: -1 };
const IN_VIEW = 8; // px that a cell may stand beside its place

/** @type {Document & { mlpLectureKey?: typeof lectureKey }} */
const PAGE = document; // knows which panel's copy of this script listens

function toggleLecture() {
  const here = document.querySelector(`.${HERE}`) ?? cells().find(isInView); // stays in view as all gets larger, or smaller
  const on = document.body.classList.toggle(LECTURE);
  for (const root of document.querySelectorAll(".mlp-panel")) setPressed(root, "lecture", on);
  if (PAGE.mlpLectureKey) PAGE.removeEventListener("keydown", PAGE.mlpLectureKey, true); // perhaps another panel's
  PAGE.mlpLectureKey = lectureKey;
  here?.scrollIntoView({ block: "start" });
  if (on) return document.addEventListener("keydown", lectureKey, true);
  document.body.classList.remove(BLANK);
  document.querySelector(`.${HERE}`)?.classList.remove(HERE);
}

function cells() {
  return [...document.querySelectorAll(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Cell")];
}

// What a remote sends: Page Down and Page Up, "b" or "." for a dark screen, F5 for its start button.
// In an editor they stay the editor's, and a panel on the projector has keys of its own.
/** @type {(event: KeyboardEvent) => void} */
function lectureKey(event) {
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.key === "F5") return taken(event, showHere); // never loads the page anew in a lecture
  if (event.shiftKey || event.target instanceof Element && event.target.closest("input, select, textarea, [contenteditable=true], .cm-editor, .mlp-projector, dialog")) return;
  const way = REMOTE[event.key];
  if (way) taken(event, () => isDark() ? darken() : lead(way));
  else if (event.key === "b" || event.key === ".") taken(event, darken);
}

/** @type {(event: Event, act: () => void) => void} */
function taken(event, act) {
  event.preventDefault();
  event.stopPropagation();
  act();
}

function isDark() {
  return document.body.classList.contains(BLANK);
}

function darken() {
  document.body.classList.toggle(BLANK);
}

function showHere() {
  document.querySelector(`.${HERE}`)?.querySelector(`${PANEL}:not(:has(dialog[open]))`)?.dispatchEvent(new Event(SHOW));
}

// A panel takes the whole window and is led through to its end; an answer is opened; a long cell is
// read to its end; then comes the next cell.
/** @type {(way: Way, within?: boolean) => void} */
function lead(way, within = true) {
  const all = cells();
  const here = all.find((cell) => cell.classList.contains(HERE));
  if (here && within && (opened(here, way) || scrolled(here, way))) return;
  const next = here ? all[all.indexOf(here) + way] : all.find(isInView);
  if (!next) return;
  here?.classList.remove(HERE);
  next.classList.add(HERE);
  next.scrollIntoView({ block: "start" });
  showHere();
}

/** @type {(cell: Element, way: Way) => boolean} */
function opened(cell, way) {
  /** @type {HTMLDetailsElement | null} */
  const closed = cell.querySelector("details:not([open], .mlp-setup)");
  if (way < 0 || !closed) return false;
  closed.open = true;
  closed.scrollIntoView({ block: "nearest" });
  return true;
}

// Whether a panel on the projector has come to its end, so that the notebook goes on.
/** @type {(root: Element, way: Way) => boolean} */
function isAtEnd(root, way) {
  /** @type {Shown | null} */
  const button = root.querySelector(`[data-do="${way > 0 ? "next" : "back"}"]`);
  return button?.disabled ?? true;
}

/** @type {(cell: Element) => Element} */
function scroller(cell) {
  for (let at = cell.parentElement; at; at = at.parentElement) {
    if (at.scrollHeight > at.clientHeight && /auto|scroll/.test(getComputedStyle(at).overflowY)) return at;
  }
  return document.scrollingElement ?? document.documentElement;
}

/** @type {(cell: Element, way: Way) => boolean} */
function scrolled(cell, way) {
  const [box, view] = [cell.getBoundingClientRect(), scroller(cell).getBoundingClientRect()];
  const hidden = way > 0 ? box.bottom - view.bottom : view.top - box.top;
  if (hidden <= IN_VIEW) return false;
  scroller(cell).scrollBy({ top: way * Math.min(hidden + IN_VIEW, 0.8 * view.height) });
  return true;
}

/** @type {(cell: Element) => boolean} */
function isInView(cell) {
  return cell.getBoundingClientRect().bottom > scroller(cell).getBoundingClientRect().top + IN_VIEW;
}

