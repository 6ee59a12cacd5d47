// @ts-check
// What a person does with a pointer, and in a control. Hover is answered here; all else goes to Python.

const SETTLED = 400; // ms without a change, after which a drag is over

/**
 * @typedef {{
 *   root: HTMLElement, model: Model, messages: Messages, player: Player, projector: Projector,
 *   tools: Tools, link: Link,
 * }} Stage
 */

/** @type {(stage: Stage) => void} */
function listenToClicks({ root, model, messages, player, tools }) {
  const { report } = messages;
  root.addEventListener("click", (event) => {
    const at = /** @type {Element} */ (event.target);
    /** @type {HTMLElement | null} */
    const tool = at.closest("button[data-tool]");
    if (tool) return tools.use(tool.dataset.tool);
    /** @type {Shown | null} */
    const covered = at.closest("[data-covered]");
    if (covered) return report({ do: "reveal", key: covered.dataset.covered });
    if (!model.get("formulas") && at.closest(".mlp-formula, .mlp-equation, .mlp-code")) return report({ do: "formulas" });
    /** @type {HTMLElement | null} */
    const control = at.closest("button[data-do]");
    if (control?.dataset.cell) leadTo(root, control.dataset.cell);
    if (control) return player.press(control);
    /** @type {Shown | null} */
    const cell = at.closest(SELECT);
    if (cell) {
      report({ do: "look", ...placeOf(cell) });
      cell.focus?.({ preventScroll: true });
    }
  });
  root.addEventListener("mouseover", (event) => lightUp(root, /** @type {Element} */ (event.target)));
}

// To the cell of the notebook that begins with these words in bold.
/** @type {(root: HTMLElement, words: string) => void} */
function leadTo(root, words) {
  const bold = [...root.closest(".jp-Notebook")?.querySelectorAll(".jp-RenderedMarkdown strong") ?? []];
  /** @type {HTMLElement | null | undefined} */
  const cell = bold.find((each) => each.textContent === words)?.closest(".jp-Cell");
  cell?.scrollIntoView();
  cell?.focus({ preventScroll: true });
}

// What comes back is to be called when the panel goes.
/** @type {(stage: Stage) => () => void} */
function listenToControls({ root, messages }) {
  const { report } = messages;
  /** @type {number | undefined} */
  let settling;

  // A slider and its box, which show one number.
  /** @type {(one: EventTarget | null) => HTMLInputElement[]} */
  const both = (one) => one instanceof HTMLInputElement ? [...one.parentElement?.querySelectorAll("input") ?? []] : [];
  /** @type {(one: EventTarget | null) => void} */
  const letGo = (one) => {
    for (const each of both(one)) moving.delete(each);
  };

  root.addEventListener("input", (event) => {
    const slider = /** @type {HTMLInputElement} */ (event.target);
    const at = slider.dataset;
    if (at.do !== "set") return;
    clearTimeout(settling); // it has not settled
    for (const each of both(slider)) moving.add(each);
    if (slider.type !== "range") return;
    for (const each of both(slider)) each.value = slider.value;
    report({ do: "set", key: at.key, index: indexOf(at.at), value: slider.valueAsNumber });
  });

  // A number that is typed is taken once it is whole: on Enter, or when its box is left. Python
  // reads it, for people write numbers in more ways than a browser knows.
  root.addEventListener("change", (event) => {
    const field = /** @type {HTMLInputElement | HTMLSelectElement} */ (event.target);
    const { do: act, name, key, at } = field.dataset;
    if (act === "choose") report({ do: "choose", name, value: field.value });
    if (act !== "set") return;
    clearTimeout(settling);
    if (field.type !== "range") {
      letGo(field);
      return report({ do: "type", key, index: indexOf(at), value: field.value });
    }
    settleLater(field);
  });

  // Not before its number has been answered: an answer to what was done before would put it back.
  /** @type {(field: EventTarget) => void} */
  function settleLater(field) {
    settling = setTimeout(() => {
      if (messages.isBusy()) return settleLater(field);
      letGo(field);
      report({ do: "settle" });
    }, SETTLED);
  }

  root.addEventListener("focusout", (event) => letGo(event.target));

  return () => clearTimeout(settling);
}
