// @ts-check
// Regions: the pieces of HTML that Python draws. Only what differs is changed on the page.

/** @typedef {{ show(): void, steady(): void, bringIntoView(): void }} Regions */

const STEADY = ".mlp-stage, .mlp-sm-stage, .mlp-gc-stage, .mlp-gc-stage [data-region='head'], [data-region='lens'], [data-region='ledger']"; // what others stand below
const UNFOLDED = ["code", "words"]; // at the foot, when they are asked for
const CONTROLS = "input, select";
const MARKS = ["data-mark", "data-same"]; // set here, not by Python

/** @type {(root: HTMLElement, name?: string) => HTMLElement | null} */
function region(root, name) {
  return root.querySelector(`[data-region="${name}"]`);
}

/** @type {(root: HTMLElement, model: Model) => Regions} */
function regionsOf(root, model) {
  /** @type {Record<string, string>} */
  const shown = {};
  /** @type {number | undefined} */
  let fresh;

  function show() {
    const anew = fresh !== model.get("fresh"); // a control may stand where a person left it
    fresh = model.get("fresh");
    for (const place of every(root, "[data-region]")) {
      const name = place.dataset.region ?? "";
      const html = model.get(`region:${name}`);
      if (html === undefined || (shown[name] === html && !(anew && place.querySelector(CONTROLS)))) continue;
      const opens = UNFOLDED.includes(name) && shown[name] === "";
      shown[name] = html;
      const wanted = document.createElement("template");
      wanted.innerHTML = html;
      sync(place, wanted.content);
      if (opens) place.scrollIntoView({ block: "nearest" });
    }
  }

  let size = "";
  // What once took more room keeps it, so that nothing below it moves from step to step; until the
  // panel has another width, or shows another network.
  function steady() {
    const picture = root.querySelector(".mlp-network")?.getAttribute("viewBox");
    const now = `${root.clientWidth} ${picture}`;
    /** @type {HTMLElement[]} */
    const all = [...root.querySelectorAll(STEADY)].filter((each) => each instanceof HTMLElement);
    if (now !== size) for (const each of all) each.style.minHeight = "";
    size = now;
    const heights = all.map((each) => each.offsetHeight);
    all.forEach((each, n) => {
      const height = `${heights[n]}px`;
      if (each.style.minHeight !== height) each.style.minHeight = height;
    });
  }

  let entry = "";
  // In a network too wide for its place, show the layer in play; in such a ledger, the present step,
  // until a person scrolls away from it.
  function bringIntoView() {
    const [network, ledger] = [region(root, "network"), region(root, "ledger")];
    if (network && network.scrollWidth > network.clientWidth) network.tabIndex = 0; // keys can scroll it
    else network?.removeAttribute("tabindex");
    centre(network, network?.querySelector(".mlp-current"));
    const result = ledger?.querySelector(".mlp-frame-result");
    const now = result?.getAttribute("data-entry") ?? "";
    if (now !== entry) centre(ledger, result, true);
    entry = now;
  }

  return { show, steady, bringIntoView };
}

// Scroll a box sideways, so that something in it stands in its middle; if `whole`, so that nothing
// is cut off where the box begins, as long as that stays in sight.
/** @type {(box: HTMLElement | null, shown?: Element | null, whole?: boolean) => void} */
function centre(box, shown, whole = false) {
  if (!box || !shown || box.scrollWidth <= box.clientWidth) return;
  const [outer, inner] = [box.getBoundingClientRect(), shown.getBoundingClientRect()];
  box.scrollLeft += (inner.left + inner.right - outer.left - outer.right) / 2;
  const begun = [...box.children].map((each) => each.getBoundingClientRect().left).filter((left) => left <= outer.left);
  const back = whole ? outer.left - Math.max(...begun) : 0;
  if (shown.getBoundingClientRect().right + back <= outer.right) box.scrollLeft -= back;
}

/** @type {WeakSet<EventTarget>} */
const moving = new WeakSet(); // a number that a person is setting: an answer leaves it alone

// Make `old` like `fresh` by changing only what differs: quick, and whatever has the focus or is
// being dragged stays the same element, also where other controls come or go before it.
/** @type {(old: Node, fresh: Node, names?: (node?: Node) => string) => void} */
function sync(old, fresh, names = fresh instanceof DocumentFragment && fresh.querySelector(CONTROLS) ? controlIn : () => "") {
  const before = [...old.childNodes];
  for (const wanted of [...fresh.childNodes]) {
    const name = names(wanted);
    if (name && before.some((each) => names(each) === name)) while (names(before[0]) !== name) before.shift()?.remove();
    const node = names(before[0]) === name ? before.shift() : undefined;
    if (!node) old.insertBefore(wanted, before[0] ?? null);
    else if (node.nodeName !== wanted.nodeName) node.replaceWith(wanted);
    else if (node instanceof CharacterData) {
      if (node.data !== wanted.nodeValue) node.data = wanted.nodeValue ?? "";
    } else if (node instanceof Element && wanted instanceof Element) syncElement(node, wanted, names);
  }
  for (const node of before) node.remove();
}

// What the first control in it sets.
/** @type {(node?: Node) => string} */
function controlIn(node) {
  const at = node instanceof HTMLElement && (node.matches(CONTROLS) ? node : /** @type {HTMLElement | null} */ (node.querySelector(CONTROLS)));
  return at ? `${at.dataset.key} ${at.dataset.at} ${at.dataset.name}` : "";
}

/** @type {(node: Element, wanted: Element, names: (node?: Node) => string) => void} */
function syncElement(node, wanted, names) {
  const isControl = "value" in node && "value" in wanted;
  if (!isControl && node.isEqualNode(wanted) && !node.querySelector(CONTROLS)) return; // the browser compares quicker
  const value = isControl && wanted.value; // a menu loses it with its options, which may go into the other
  syncAttributes(node, wanted);
  sync(node, wanted, names);
  if (isControl && !moving.has(node) && node.value !== value) node.value = value;
}

/** @type {(node: Element, wanted: Element) => void} */
function syncAttributes(node, wanted) {
  for (const { name, value } of wanted.attributes) {
    if (node.getAttribute(name) !== value) node.setAttribute(name, value);
  }
  if (node.attributes.length === wanted.attributes.length) return; // and so the same names
  for (const { name } of [...node.attributes]) {
    const marked = MARKS.includes(name) && wanted.getAttribute("data-quantity"); // else it is no number any more
    const ours = marked || (name === "src" && node.getAttribute("data-picture"));
    if (!wanted.hasAttribute(name) && !ours) node.removeAttribute(name);
  }
}
