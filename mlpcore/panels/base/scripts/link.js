// @ts-check
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
