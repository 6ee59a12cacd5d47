// @ts-check
// Tools: they work on any panel, and most of them without the kernel.

/** @typedef {{ use(name?: string): void, leave(): void }} Tools */

/** @type {(root: HTMLElement, projector: Projector) => Tools} */
function toolsOf(root, projector) {
  /** @type {Record<string, () => void>} */
  const tools = { projector: projector.toggle, lecture: toggleLecture, keys: () => unfold("keys") };

  /** @type {(name: string) => void} */
  function unfold(name) {
    const on = root.classList.toggle(`mlp-show-${name}`);
    setPressed(root, name, on);
    if (on) region(root, name)?.scrollIntoView({ block: "nearest" });
  }

  // One thing after another is left: the keys that are shown, the projector, a control, the panel.
  function leave() {
    if (root.classList.contains("mlp-show-keys")) return unfold("keys");
    if (root.classList.contains(PROJECTOR)) return projector.set(false);
    if (activeIn(root) !== root) return root.focus();
    /** @type {HTMLElement | null} */
    const cell = root.closest(".jp-Cell");
    cell?.focus(); // the keys are the notebook's again
  }

  return { use: (name = "") => tools[name]?.(), leave };
}

// The QR code: over the whole window when it is asked for, whatever the panel stands in, and gone
// with one key, whether or not there is a kernel still.

/** @typedef {{ show(): void, isShown(): boolean, leave(): void }} Link */

/** @type {(root: HTMLElement, messages: Messages) => Link} */
function linkOf(root, { report }) {
  const place = /** @type {HTMLDialogElement} */ (region(root, "link"));
  let wanted = false; // by Python

  function show() {
    if (wanted === place.hasChildNodes()) return;
    wanted = !wanted;
    if (wanted) place.showModal();
    else place.close();
  }

  place.addEventListener("close", () => {
    if (place.hasChildNodes()) report({ do: "link" });
  });
  place.addEventListener("click", (event) => {
    if (/** @type {Element} */ (event.target).closest("button")) place.close();
  });
  return { show, isShown: () => place.open, leave: () => place.close() };
}
