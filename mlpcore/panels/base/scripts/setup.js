// @ts-check
// What is set once folds out over what is below it, and folds in when one goes elsewhere.

/** @type {(root: HTMLElement) => HTMLDetailsElement | null} */
function setupOf(root) {
  return root.querySelector(".mlp-setup");
}

/** @type {(root: HTMLElement) => void} */
function listenToSetup(root) {
  root.addEventListener("focusout", (event) => {
    const setup = setupOf(root);
    const to = /** @type {Node | null} */ (event.relatedTarget); // none where the whole window is left
    if (setup?.open && to && !setup.contains(to)) setup.open = false;
  });
}

// Whether it was open; then it is folded in, and its button has the focus.
/** @type {(root: HTMLElement) => boolean} */
function foldSetup(root) {
  const setup = setupOf(root);
  if (!setup?.open) return false;
  setup.open = false;
  setup.querySelector("summary")?.focus();
  return true;
}
