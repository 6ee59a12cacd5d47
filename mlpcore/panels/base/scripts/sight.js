// @ts-check
// What has the focus stays in sight, as a whole: when a key brings the focus there, and when an
// answer then moves it. Nothing scrolls under a mouse, and nothing scrolls back to what a person has
// scrolled away from.

/** @typedef {{ hold(): void, release(): void, laidOut(): void }} Sight */

const SLACK = 0.5; // px by which a box may be rounded

/** @type {(root: HTMLElement) => Sight} */
function sightOf(root) {
  let pointed = false; // whether the last thing done here was done with a pointer
  let held = false; // while the panel is drawn
  let stays = false; // what has the focus was in sight before

  root.addEventListener("pointerdown", () => { pointed = true; }, true);
  root.addEventListener("keydown", () => { pointed = false; }, true);
  root.addEventListener("focusout", (event) => {
    if (!root.contains(/** @type {Node | null} */ (event.relatedTarget))) pointed = false;
  });
  root.addEventListener("focusin", () => {
    if (!held) show(ringed());
  });

  // What has the ring of a keyboard's focus; the panel itself may be larger than any window.
  function ringed() {
    const at = activeIn(root);
    return at && at !== root && at.matches(":focus-visible") ? at : null;
  }

  /** @type {(at: Element | null) => void} */
  function show(at) {
    if (at && !pointed && !isInSight(at)) at.scrollIntoView({ block: "nearest", inline: "nearest", behavior: "instant" });
  }

  // Before the panel is drawn, once it is, and once the page has laid that out.
  function hold() {
    const before = ringed();
    stays = before !== null && !pointed && isInSight(before);
    held = true;
  }

  function release() {
    held = false;
  }

  function laidOut() {
    if (stays) show(ringed());
    stays = false;
  }

  return { hold, release, laidOut };
}

// Whether none of it is outside the window, or outside something around it that scrolls or cuts off.
/** @type {(shown: Element) => boolean} */
function isInSight(shown) {
  const box = shown.getBoundingClientRect();
  const { clientWidth, clientHeight } = document.documentElement; // all else of it moves when it scrolls
  if (!holds(0, 0, clientWidth, clientHeight)) return false;
  for (let at = shown.parentElement; at && at !== document.body; at = at.parentElement) {
    const { overflow, position } = getComputedStyle(at);
    const { left, top } = at.getBoundingClientRect();
    if (overflow !== "visible" && !holds(left + at.clientLeft, top + at.clientTop, at.clientWidth, at.clientHeight)) return false;
    if (position === "fixed") break; // on the projector: what scrolls around it does not move it
  }
  return true;

  /** @type {(left: number, top: number, width: number, height: number) => boolean} */
  function holds(left, top, width, height) {
    return box.left >= left - SLACK && box.top >= top - SLACK
      && box.right <= left + width + SLACK && box.bottom <= top + height + SLACK;
  }
}

