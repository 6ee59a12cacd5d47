// @ts-check
// The stage of every panel: shows the regions that Python draws and reports what a person does.
// It computes nothing. What it does stands in the scripts beside this one; here they are put together.

/** @type {(view: { model: Model, el: HTMLElement }) => () => void} */
function render({ model, el }) {
  loadMaths();
  const root = rootOf(model);
  el.appendChild(root);
  const projector = projectorOf(root);
  const sight = sightOf(root);
  const states = statesOf(root);
  const messages = messagesOf(root, model, states);
  const player = playerOf(root, model, messages);
  const regions = regionsOf(root, model);
  const link = linkOf(root, messages);
  const stage = { root, model, messages, player, projector, tools: toolsOf(root, projector), link };

  function draw() {
    const kept = focused(root);
    sight.hold();
    regions.show();
    pictures.hang();
    cover(root, model.get("covered"));
    root.classList.toggle("mlp-no-formulas", !model.get("formulas"));
    refocus(root, kept);
    link.show();
    mark(root);
    sight.release();
    player.drawn();
    layout.observe(root);
  }

  // Once the page has laid out what was drawn, before it is seen: to measure earlier would make the
  // page lay out twice. An observer is told of what it begins to observe, once that has a size.
  const layout = new ResizeObserver(() => {
    layout.disconnect();
    regions.steady();
    regions.bringIntoView();
    sight.laidOut();
  });

  listenToSetup(root);
  listenToClicks(stage);
  const unsettle = listenToControls(stage);
  listenToKeys(stage);
  const giveKeysBack = keepKeys(root);
  setPressed(root, "lecture", document.body.classList.contains(LECTURE));
  const pictures = picturesOf(root, model);
  draw();
  messages.run();
  messages.report({ do: "hello" }); // whoever does not answer has no kernel
  function lost() {
    player.stop();
    states.lost();
  }
  let answers = model.get("answered");
  // All that one message brings is drawn once. What comes next is asked for before, so that Python
  // computes it while the page draws.
  function changed() {
    const news = model.get("answered") - answers;
    answers += news;
    if (messages.came(news < 0 ? Infinity : news)) draw(); // fewer: of a panel made anew
  }
  /** @type {Record<string, Answer>} */
  const listens = { change: changed, comm_live_update: lost };
  for (const [event, answer] of Object.entries(listens)) model.on(event, answer);
  return () => {
    player.stop();
    messages.leave();
    unsettle();
    giveKeysBack();
    pictures.leave();
    projector.leave();
    layout.disconnect();
    for (const [event, answer] of Object.entries(listens)) model.off(event, answer);
  };
}

/** @type {(model: Model) => HTMLElement} */
function rootOf(model) {
  const root = document.createElement("div");
  root.className = "mlp-panel";
  root.tabIndex = 0;
  root.setAttribute("role", "group");
  root.setAttribute("aria-label", model.get("label"));
  root.innerHTML = model.get("frame");
  return root;
}

// The font of the formulas, for without one that is made for mathematics browsers set powers too high.

const MATHS = "mlpcore Math";
const MATHS_FONT = ""; // put in here by __init__.py

// To the page and not to the panel: a font that stands in a shadow root is not found.
function loadMaths() {
  if ([...document.fonts].some((each) => each.family.includes(MATHS))) return;
  const font = new FontFace(MATHS, `url(${MATHS_FONT})`);
  document.fonts.add(font);
  font.load().catch(() => {}); // where a page forbids it, the page's own fonts are as good as it gets
}

export default { render };
