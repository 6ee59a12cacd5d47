// @ts-check
// Cells: the numbers of a panel, each a quantity and an index, in a table, a formula or a picture.

// What a selector finds in a panel is HTML or part of a picture; only controls can be greyed out.
/** @typedef {(HTMLElement | SVGElement) & { disabled?: boolean, type?: string }} Shown */

const SELECT = "[data-quantity][data-index]";

/** @type {(root: ParentNode, selector: string) => NodeListOf<Shown>} */
function every(root, selector) {
  return root.querySelectorAll(selector);
}

/** @type {(cell: Shown) => { key?: string, index: number[] }} */
function placeOf(cell) {
  return { key: cell.dataset.quantity, index: indexOf(cell.dataset.index) };
}

/** @type {(text?: string) => number[]} */
function indexOf(text = "") {
  return text === "" ? [] : text.split(",").map(Number);
}

// Mark the number under the lens and the numbers that its formula reads.
/** @type {(root: HTMLElement) => void} */
function mark(root) {
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

// The same number elsewhere lights up under the pointer.
/** @type {(root: HTMLElement, at: Element) => void} */
function lightUp(root, at) {
  for (const cell of every(root, "[data-same]")) delete cell.dataset.same;
  /** @type {Shown | null} */
  const cell = at.closest(SELECT);
  if (!cell) return;
  const place = `[data-quantity="${CSS.escape(cell.dataset.quantity ?? "")}"][data-index="${cell.dataset.index}"]`;
  for (const twin of every(root, place)) twin.dataset.same = "";
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
