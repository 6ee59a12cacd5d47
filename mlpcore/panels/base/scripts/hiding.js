// @ts-check
// Hiding: numbers that stay hidden until someone clicks them. Colours and sizes stay; a reader's
// software does not read them either. Which quantities are covered is Python's to say: "dW_1", or
// "own:dW_1@2" for those numbers of it whose first index is 2.

/** @type {(root: HTMLElement, keys: string[]) => void} */
function cover(root, keys) {
  if (keys.length === 0 && !root.querySelector("[data-covered], .mlp-covered-lens")) return;
  const covered = new Set(keys);
  for (const cell of every(root, SELECT)) {
    const { key, at } = leadsTo(cell);
    const by = coverOf(covered, key, at);
    if (by) hide(cell, by);
    else if (cell.dataset.covered !== undefined) unhide(cell);
  }
  for (const lens of every(root, ".mlp-lens")) {
    const by = coverOf(covered, lens.dataset.key, lens.dataset.at);
    lens.classList.toggle("mlp-covered-lens", by !== undefined);
  }
}

// Which number would be given away by this one: itself, what it is 1 minus, or under the lens what
// it is on the way to.
/** @type {(cell: Shown) => { key?: string, at?: string }} */
function leadsTo(cell) {
  const { quantity, index } = cell.dataset;
  /** @type {HTMLElement | null} */
  const lens = /^(d_z|slope)_/.test(quantity ?? "") ? cell.closest(".mlp-lens") : null;
  return lens ? lens.dataset : { key: quantity?.replace("one_minus:", ""), at: index };
}

// What of all that is covered hides this number.
/** @type {(covered: Set<string>, key?: string, index?: string) => string | undefined} */
function coverOf(covered, key = "", index = "") {
  return [key, `${key}@${index.split(",")[0]}`].find((each) => covered.has(each));
}

const HIDDEN = "hidden, press to show";

/** @type {(cell: Shown, by: string) => void} */
function hide(cell, by) {
  cell.dataset.covered = by;
  if (cell instanceof SVGElement) return hideTitle(cell); // the style sheet hides its text
  if (cell.title) {
    cell.dataset.title = cell.title;
    cell.removeAttribute("title");
  }
  cell.setAttribute("aria-label", HIDDEN);
  if (cell.firstElementChild?.className === "mlp-cover") return;
  const inner = document.createElement("span");
  inner.className = "mlp-cover";
  inner.append(...cell.childNodes);
  cell.append(inner);
}

// What a picture says of a number under the pointer.
/** @type {(cell: SVGElement) => void} */
function hideTitle(cell) {
  const title = cell.querySelector("title");
  if (!title || title.textContent === HIDDEN) return;
  cell.dataset.title = title.textContent;
  title.textContent = HIDDEN;
}

/** @type {(cell: Shown) => void} */
function unhide(cell) {
  delete cell.dataset.covered;
  if (cell instanceof SVGElement) {
    const title = cell.querySelector("title");
    if (title && cell.dataset.title) title.textContent = cell.dataset.title;
    delete cell.dataset.title;
    return;
  }
  cell.removeAttribute("aria-label");
  if (cell.dataset.title) cell.title = cell.dataset.title;
  delete cell.dataset.title;
  const inner = cell.querySelector(":scope > .mlp-cover");
  if (inner) inner.replaceWith(...inner.childNodes);
}

