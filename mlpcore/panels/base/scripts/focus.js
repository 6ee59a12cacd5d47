// @ts-check
// A region drawn anew loses the focus; it is given back to the same control or the same number. Of
// one that is gone it goes to the control before it, so that Tab leads on from there; of one that is
// greyed out to the panel, where a second Enter does nothing.

/** @typedef {{ home?: string, before: Shown[], find: (each: Shown) => boolean }} Kept where the focus was */

const REACHED = "button, input, select, [tabindex='0']"; // what Tab comes to

// What has the focus in the panel, which may stand in a shadow root.
/** @type {(root: HTMLElement) => Shown | null} */
function activeIn(root) {
  const home = /** @type {Document | ShadowRoot} */ (root.getRootNode());
  const at = /** @type {Shown | null} */ (home.activeElement); // formulas take no focus
  return at && root.contains(at) ? at : null;
}

/** @type {(root: HTMLElement) => Kept | null} */
function focused(root) {
  const at = activeIn(root);
  if (!at || at === root) return null;
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

/** @type {(root: HTMLElement, kept: Kept | null) => void} */
function refocus(root, kept) {
  const at = activeIn(root);
  if (!kept || (at && at !== root && !at.disabled)) return;
  const home = region(root, kept.home);
  const found = home && [...every(home, "[data-do], [data-quantity]")].find(kept.find);
  const near = found ?? kept.before.find((e) => e.isConnected && !e.disabled);
  (near && !near.disabled ? near : root).focus({ preventScroll: true });
}

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
