// @ts-check
// Play: step after step, at the panel's pace, until its end or until a person does something.

/** @typedef {{ play(): void, stop(): void, drawn(): void, press(control: Shown): void }} Player */

/** @type {(root: HTMLElement, model: Model, messages: Messages) => Player} */
function playerOf(root, model, messages) {
  /** @type {number | undefined} */
  let timer;

  function play() {
    if (timer) return stop();
    if (model.get("at_end")) messages.report({ do: "first" });
    timer = setInterval(() => messages.isBusy() || messages.report({ do: "next" }), model.get("pace"));
    show();
  }

  function stop() {
    clearInterval(timer);
    timer = undefined;
    show();
  }

  // The panel is drawn anew, its button too.
  function drawn() {
    if (model.get("at_end")) stop();
    show();
  }

  function show() {
    const on = timer !== undefined;
    /** @type {HTMLElement | null} */
    const control = root.querySelector('[data-do="play"]');
    if (!control) return;
    if (control.getAttribute("aria-pressed") === String(on) && control.innerHTML) return;
    control.setAttribute("aria-pressed", String(on));
    control.innerHTML = (on ? control.dataset.running : control.dataset.still) ?? "";
  }

  // A button that is pressed ends the play; its own begins it.
  /** @type {(control: Shown) => void} */
  function press(control) {
    const { do: act = "", to } = control.dataset;
    if (act === "play") return play();
    stop();
    messages.report(to === undefined ? { do: act } : { do: act, to: Number(to) });
  }

  return { play, stop, drawn, press };
}
