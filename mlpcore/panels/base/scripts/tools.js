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
