// @ts-check
// Pictures come as bytes, in the colours of JupyterLab's theme, and on a projector in larger type.

/** @typedef {{ hang(): void, leave(): void }} Pictures */

/** @type {(root: HTMLElement, model: Model) => Pictures} */
function picturesOf(root, model) {
  /** @type {WeakMap<Element, DataView>} */
  const hung = new WeakMap();

  // One that has not changed is left alone.
  function hang() {
    const pictures = model.get("pictures");
    /** @type {NodeListOf<HTMLImageElement>} */
    const images = root.querySelectorAll("img[data-picture]");
    for (const image of images) {
      const bytes = pictures[image.dataset.picture ?? ""];
      if (!bytes || hung.get(image) === bytes) continue;
      hung.set(image, bytes);
      const old = image.src;
      image.src = URL.createObjectURL(new Blob([bytes], { type: "image/png" }));
      if (old) URL.revokeObjectURL(old);
    }
  }

  function tellStyle() {
    const { jpThemeLight, vscodeThemeKind } = document.body.dataset;
    const dark = jpThemeLight === "false" || /dark/.test(vscodeThemeKind ?? "");
    const large = [root, document.body].some((each) => each.matches(`.${PROJECTOR}, .${LECTURE}`));
    if (model.get("dark") === dark && model.get("large") === large) return;
    model.set({ dark, large });
    model.save_changes();
  }

  const styles = new MutationObserver(tellStyle);
  styles.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light", "data-vscode-theme-kind", "class"] });
  styles.observe(root, { attributes: true, attributeFilter: ["class"] });
  tellStyle();
  return { hang, leave: () => styles.disconnect() };
}
