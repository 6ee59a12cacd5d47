// Covers: numbers that stay hidden until someone clicks them. Colours and sizes stay; a reader's
// software does not read them either. Which quantities are covered is Python's to say.

function cover(root, keys) {
  if (keys.length === 0 && !root.querySelector("[data-covered], .mlp-covered-lens")) return;
  const covered = new Set(keys);
  for (const cell of root.querySelectorAll("[data-quantity][data-index]")) {
    const wanted = covered.has(cell.dataset.quantity);
    if (wanted) hide(cell);
    else if (cell.dataset.covered !== undefined) unhide(cell);
  }
  for (const lens of root.querySelectorAll(".mlp-lens")) {
    lens.classList.toggle("mlp-covered-lens", covered.has(lens.dataset.key));
  }
}

function hide(cell) {
  cell.dataset.covered = "";
  if (cell instanceof SVGElement) return; // the style sheet hides its text
  if (cell.title) {
    cell.dataset.title = cell.title;
    cell.removeAttribute("title");
  }
  cell.setAttribute("aria-label", "hidden, press to show");
  if (cell.firstElementChild?.className === "mlp-cover") return;
  const inner = document.createElement("span");
  inner.className = "mlp-cover";
  inner.append(...cell.childNodes);
  cell.append(inner);
}

function unhide(cell) {
  delete cell.dataset.covered;
  if (cell instanceof SVGElement) return;
  cell.removeAttribute("aria-label");
  if (cell.dataset.title) cell.title = cell.dataset.title;
  delete cell.dataset.title;
  const inner = cell.querySelector(":scope > .mlp-cover");
  if (inner) inner.replaceWith(...inner.childNodes);
}

