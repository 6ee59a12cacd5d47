// @ts-check
// A panel on a page of its own. It steps by what is stored of it; once Python is there, Python
// answers, at the same place and with the same number under the lens, so that nothing jumps.

const { default: view } = await import(`./panel.js${new URL(import.meta.url).search}`);

const NO_PYTHON = "This needs Python, which this page does not have: open the notebook for it.";
const WAITS = "Python is on its way: this is done as soon as it is here.";
const OPENED = "Python has this panel now: move its numbers.";
const FAILED = "Python could not be loaded. The panel steps all the same.";
const COMES = "Stepping works already; Python is on its way, and then the numbers move, too.";

// --- what is stored ------------------------------------------------------------------------------

async function unpacked(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return new Response(answer.body.pipeThrough(new DecompressionStream("gzip"))).json();
}

// What a panel's scripts know as its model: each region and picture by its own name. `send` and `save`
// go to whoever answers.
function modelOf(traits) {
  const listeners = new Map();
  const model = {
    backend: undefined,
    get(name) {
      const [kind, part] = name.split(/:(.*)/);
      return part === undefined ? traits[name] : traits[`${kind}s`][part];
    },
    set: (changed) => Object.assign(traits, changed),
    save_changes: () => model.backend.save({ dark: traits.dark, large: traits.large }),
    send: (message) => model.backend.send(message),
    on: (event, answer) => listeners.set(event, [...(listeners.get(event) ?? []), answer]),
    off: (event, answer) => listeners.set(event, (listeners.get(event) ?? []).filter((each) => each !== answer)),
    take(changed) {
      Object.assign(traits, changed);
      for (const answer of listeners.get("change") ?? []) answer();
    },
    answer: () => model.take({ answered: traits.answered + 1 }),
  };
  return model;
}

// Answers as Python would, as far as it is stored.
function storedPanel(recording, folder, model, asksPython) {
  const { places, looks, texts, tools, words } = recording;
  const now = { at: recording.begun, look: undefined, words: false, count: 0 };

  const read = (numbered) => Object.fromEntries(Object.entries(numbered).map(([name, n]) => [name, texts[n]]));

  function regions(trouble = "") {
    const { at, look } = now;
    const drawn = { ...read(places[at].regions), trouble, words: now.words ? words : "" };
    drawn.tools = tools[`${model.get("formulas")} ${now.words}`] ?? drawn.tools;
    const changed = look && looks[`${look.key}@${look.index}`]?.findLast(([from]) => from <= at);
    return changed ? { ...drawn, ...read(changed[1]) } : drawn;
  }

  function show(trouble) {
    model.take({ regions: regions(trouble), at_end: places[now.at].at_end, fresh: model.get("fresh") + 1 });
    hang();
  }

  function hang() {
    const wanted = places[now.at].pictures[model.get("dark") ? "dark" : "light"];
    if (!wanted) return;
    const at = new URL(`${folder}pictures/`, location.href);
    const urls = Object.entries(wanted).map(([name, file]) => [name, new URL(file, at).href]);
    model.take({ pictures: Object.fromEntries(urls) });
  }

  function go(to) {
    now.at = Math.min(Math.max(to, 0), places.length - 1);
    now.look = undefined;
  }

  const answers = {
    next: () => go(now.at + 1),
    back: () => go(now.at - 1),
    first: () => go(0),
    last: () => go(places.length - 1),
    go: ({ to }) => go(to),
    look: ({ key, index }) => { if (looks[`${key}@${index}`]) now.look = { key, index }; },
    words: () => { now.words = !now.words; },
    formulas: () => model.take({ formulas: !model.get("formulas") }),
    settle: () => {},
  };

  function answer(message) {
    const { do: act } = message;
    if (act === "hello" || act === "pulse") return;
    now.count += 1;
    if (answers[act] && tools) {
      answers[act](message);
      show("");
    } else show(asksPython(message));
  }

  const stored = {
    now,
    hang,
    save: () => hang(),
    send(message) {
      if (message.do === "pulse") return;
      queueMicrotask(() => {
        answer(message);
        model.answer();
      });
    },
  };
  return stored;
}

// --- Python --------------------------------------------------------------------------------------

// What brings a panel of Python's to where the stored one is.
function caughtUp({ now }, model) {
  const messages = [{ do: "go", to: now.at }];
  if (now.look) messages.push({ do: "look", ...now.look });
  if (now.words) messages.push({ do: "words" });
  if (!model.get("formulas")) messages.push({ do: "formulas" });
  return messages;
}

function startPython({ settings, code, stored, model, queue, tell, replace }) {
  const { folder, version, pyodide, kind, draws } = settings;
  const worker = new Worker(`${folder}worker.js?v=${version}`, { type: "module" });
  const post = (what) => worker.postMessage(JSON.stringify(what));
  let asked = -1;
  let refusal = "";

  const live = {
    save: (changed) => post({ set: changed }),
    send: (message) => { if (message.do !== "pulse") post({ message }); },
  };

  function catchUp() {
    asked = stored.now.count;
    const set = { dark: model.get("dark"), large: model.get("large") };
    post({ set, catchUp: code ? [] : caughtUp(stored, model) });
  }

  const hears = {
    ready: catchUp,
    opened({ traits }) {
      if (asked !== stored.now.count) return catchUp(); // a person has gone on meanwhile
      model.backend = live;
      if (traits.frame === model.get("frame")) model.take(traits);
      else replace(traits); // a code may bring another kind of panel
      tell(refusal || OPENED, "live");
      for (const message of queue) live.send(message);
    },
    traits: ({ traits }) => model.take(traits),
    refused: ({ text }) => { [refusal, code] = [text, null]; },
    failed({ text }) {
      console.warn(text);
      tell(FAILED, "failed");
    },
  };
  worker.addEventListener("message", ({ data }) => hears[data.kind](data));
  worker.addEventListener("error", () => tell(FAILED, "failed"));
  post({ begin: { pyodide: new URL(pyodide, new URL(folder, location.href)).href, version, kind, draws: draws !== undefined, code } });
}

// --- the page ------------------------------------------------------------------------------------

async function kept(folder) {
  if (!("serviceWorker" in navigator)) return;
  await navigator.serviceWorker.register(`${folder}service_worker.js`, { scope: folder });
  await navigator.serviceWorker.ready;
  if (navigator.serviceWorker.controller) return;
  await new Promise((done) => {
    navigator.serviceWorker.addEventListener("controllerchange", done, { once: true });
    setTimeout(done, 5000); // where it does not come, the page works without it
  });
}

// Puts a panel where its first picture stands. `data-*` of that place say what it needs.
async function open(place) {
  const settings = place.dataset;
  const { folder, kind, version, pyodide } = settings;
  const code = place.dataset.codes === undefined ? null : new URL(location.href).searchParams.get("code");
  const state = document.querySelector(".site-state");
  const tell = (text, name) => {
    if (state && place.dataset.codes !== undefined) state.textContent = text;
    place.dataset.state = name;
    if (name !== "stored" || !hasPython) keepSite();
  };
  const hasPython = Boolean(pyodide);
  const saved = kept(folder).catch(() => {});
  const keepSite = async () => { // once nothing is waited for any more: it would take its part of the network
    await saved;
    if (navigator.onLine) (await navigator.serviceWorker?.ready)?.active.postMessage("keep");
  };
  const recording = await unpacked(`${folder}states/${kind}.states?v=${version}`);
  const first = recording.places[recording.begun];
  const regions = Object.fromEntries(Object.entries(first.regions).map(([name, n]) => [name, recording.texts[n]]));
  const model = modelOf({ ...recording.traits, regions, pictures: {}, running: false, dark: false, large: false, fresh: 0, answered: 0, at_end: first.at_end });
  const queue = [];
  const asksPython = (message) => {
    if (!hasPython || place.dataset.state === "failed") return NO_PYTHON;
    queue.splice(0, Infinity, message);
    return WAITS;
  };
  const stored = storedPanel(recording, folder, model, asksPython);
  model.backend = stored;
  place.replaceChildren();
  let leave = view.render({ model, el: place });
  stored.hang();
  tell(hasPython ? COMES : code ? NO_PYTHON : "", "stored");
  if (!hasPython) return;
  await saved;
  const replace = (traits) => {
    leave();
    place.replaceChildren();
    model.set(traits);
    leave = view.render({ model, el: place });
  };
  startPython({ settings, code, stored, model, queue, tell, replace });
}

for (const place of document.querySelectorAll("[data-panel]")) open(place);
