// Projector: one panel alone on the whole window, in large type; and the whole notebook in large
// type, through which a presenter's remote leads. Nothing here needs the kernel.

// A panel leaves its place in the page and comes back to it: only the body has the whole window.
function projectorOf(root) {
  const place = document.createComment("the place of a panel on the projector");

  function set(on) {
    if (on === root.classList.contains(PROJECTOR)) return;
    if (on) {
      root.replaceWith(place);
      document.body.append(root);
    } else if (place.isConnected) place.replaceWith(root);
    else root.remove(); // its cell has gone meanwhile
    root.classList.toggle(PROJECTOR, on);
    root.classList.remove("mlp-blank");
    setPressed(root, "projector", on);
    root.focus({ preventScroll: on });
  }

  // In a lecture the remote leads on from the end of a panel into the notebook.
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
    blank: () => root.classList.toggle("mlp-blank"),
    leave: () => root.classList.contains(PROJECTOR) && root.remove(),
  };
}

function setPressed(root, tool, on) {
  root.querySelector(`[data-tool="${tool}"]`)?.setAttribute("aria-pressed", on);
}

// --- the whole notebook --------------------------------------------------------------------------

const LECTURE = "mlp-lecture";
const PROJECTOR = "mlp-projector"; // a panel alone on the window
const HERE = "mlp-lecture-here";
const PANEL = ".mlp-panel:not(.mlp-static)";
const SHOW = "mlp-show"; // what a panel hears when it is to take the projector
const REMOTE = { PageDown: 1, PageUp: -1 };
const IN_VIEW = 8; // px that a cell may stand beside its place

function toggleLecture() {
  const on = document.body.classList.toggle(LECTURE);
  for (const root of document.querySelectorAll(".mlp-panel")) setPressed(root, "lecture", on);
  document.removeEventListener("keydown", lectureKey, true);
  if (on) document.addEventListener("keydown", lectureKey, true);
  else document.querySelector(`.${HERE}`)?.classList.remove(HERE);
}

// Page Down and Page Up are what a remote sends; in an editor they stay the editor's.
function lectureKey(event) {
  const way = REMOTE[event.key];
  if (!way || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (event.target.closest?.("input, select, textarea, [contenteditable=true], .cm-editor, .mlp-projector")) return;
  event.preventDefault();
  event.stopPropagation();
  lead(way);
}

// A panel takes the whole window and is led through to its end; an answer is opened; a long cell is
// read to its end; then comes the next cell.
function lead(way, within = true) {
  const cells = [...document.querySelectorAll(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Cell")];
  const here = cells.find((cell) => cell.classList.contains(HERE));
  if (here && within && (opened(here, way) || scrolled(here, way))) return;
  const next = here ? cells[cells.indexOf(here) + way] : cells.find(isInView);
  if (!next) return;
  here?.classList.remove(HERE);
  next.classList.add(HERE);
  next.scrollIntoView({ block: "start" });
  next.querySelector(PANEL)?.dispatchEvent(new Event(SHOW));
}

function opened(cell, way) {
  const closed = way > 0 && cell.querySelector("details:not([open])");
  if (!closed) return false;
  closed.open = true;
  closed.scrollIntoView({ block: "nearest" });
  return true;
}

// Whether a panel on the projector has come to its end, so that the notebook goes on.
function isAtEnd(root, way) {
  return root.querySelector(`[data-do="${way > 0 ? "next" : "back"}"]`)?.disabled ?? true;
}

function scroller(cell) {
  for (let at = cell.parentElement; at; at = at.parentElement) {
    if (at.scrollHeight > at.clientHeight && /auto|scroll/.test(getComputedStyle(at).overflowY)) return at;
  }
  return document.scrollingElement;
}

function scrolled(cell, way) {
  const [box, view] = [cell.getBoundingClientRect(), scroller(cell).getBoundingClientRect()];
  const hidden = way > 0 ? box.bottom - view.bottom : view.top - box.top;
  if (hidden <= IN_VIEW) return false;
  scroller(cell).scrollBy({ top: way * Math.min(hidden + IN_VIEW, 0.8 * view.height) });
  return true;
}

function isInView(cell) {
  return cell.getBoundingClientRect().bottom > scroller(cell).getBoundingClientRect().top + IN_VIEW;
}

