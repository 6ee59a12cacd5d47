// @ts-check
// Pictures come as URLs that hold them, in the colours of JupyterLab's theme, and on a projector in larger type.

/** @typedef {{ hang(): void, leave(): void }} Pictures */

/** @type {(root: HTMLElement, model: Model) => Pictures} */
function picturesOf(root, model) {
  // One that has not changed is left alone.
  function hang() {
    /** @type {NodeListOf<HTMLImageElement>} */
    const images = root.querySelectorAll("img[data-picture]");
    for (const image of images) {
      const url = model.get(`picture:${image.dataset.picture}`);
      if (url && image.src !== url) image.src = url;
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
