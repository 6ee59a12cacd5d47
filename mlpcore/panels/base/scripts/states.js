// @ts-check
// What state a panel is in, where it is not simply ready: it computes, nobody answers, or its kernel
// is gone. It stands in a corner, over what is there, so that nothing moves.

/** @typedef {{ asked(): void, answered(): void, lost(): void, isLost(): boolean }} States */

const SLOW = 300; // ms without an answer, after which it is said that one is under way
const SILENT = 4000; // ms after which it may be that none will come
const COMPUTING = "computing …";
const UNANSWERED = "a picture: run this cell (or wait: the kernel may be busy)";
const LOST = "the kernel was restarted: run this cell again, those above it first";

/** @type {(root: HTMLElement) => States} */
function statesOf(root) {
  /** @type {number[]} */
  let waits = [];
  let gone = false;

  /** @type {(text: string) => void} */
  function say(text) {
    const place = root.querySelector(".mlp-state");
    if (place && place.textContent !== text) place.textContent = text;
  }

  function rest() {
    waits.forEach(clearTimeout);
    waits = [];
  }

  function asked() {
    if (gone) return say(LOST);
    if (waits.length > 0) return;
    waits = [setTimeout(() => say(COMPUTING), SLOW), setTimeout(() => say(UNANSWERED), SILENT)];
  }

  function answered() {
    rest();
    if (!gone) say("");
  }

  function lost() {
    rest();
    gone = true;
    root.classList.add("mlp-lost");
    say(LOST);
  }

  return { asked, answered, lost, isLost: () => gone };
}
