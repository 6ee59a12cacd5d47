// Python, beside the page, so that the page never waits for it. A second visit begins with the
// memory of a started Python and with compiled modules, as keeper.js kept them after the first.

// Python starts with this file, with its WebAssembly, which is nearly there by then, and no others:
// these come while it starts, which keeps the processor busy but not the network.
const FIRST = "python_stdlib.zip";
let receive;
const waiting = [];
const failed = (error) => postMessage({ kind: "failed", text: String(error) });

self.addEventListener("message", async ({ data }) => {
  const said = JSON.parse(data);
  if (!said.begin) return receive ? receive(data) : waiting.push(data);
  try {
    await begin(said.begin);
  } catch (error) {
    failed(error);
  }
});
self.addEventListener("unhandledrejection", (event) => { // Pyodide leaves some when there is no network
  event.preventDefault();
  if (!receive) failed(event.reason);
});

async function begin({ pyodide, version, kind, draws, code }) {
  const { STARTED, COMPILED, cacheOf, foundIn } = await import(`./kept.js?v=${version}`);
  const cache = await cacheOf(version);
  const [started, compiled] = await Promise.all([foundIn(cache, STARTED), foundIn(cache, COMPILED)]);
  const packages = draws || code ? ["numpy", "matplotlib", "pillow"] : ["numpy"];
  const starting = import(`${pyodide}pyodide.mjs`)
    .then(({ loadPyodide }) => loadPyodide({ indexURL: pyodide, ...(started && { _loadSnapshot: started }) }));
  await Promise.race([arrived(FIRST), starting]);
  const [files, host, python] = await Promise.all([
    compiled ?? fetch(`./python.zip?v=${version}`).then((answer) => answer.arrayBuffer()),
    fetch(`./host.py?v=${version}`).then((answer) => answer.text()),
    starting,
    fetchWheels(pyodide, packages),
  ]);
  performance.mark(started ? "started again" : "started");
  await python.loadPackage(packages, { messageCallback() {} });
  python.unpackArchive(files, "zip", { extractDir: python.runPython("import site; site.getsitepackages()[0]") });
  python.registerJsModule("page", { post });
  await python.runPythonAsync(host);
  performance.mark("unpacked");
  python.globals.get("begin")(kind, code, new URL("./", import.meta.url).href);
  receive = python.globals.get("receive");
  performance.mark("opened");
  postMessage({ kind: "ready" });
  for (const text of waiting.splice(0)) receive(text);
  if (cache) await keepFetched(cache);
  if (cache && !(started && compiled)) keep({ pyodide, version, modules: python.globals.get("of_python")().toJs() });
}

// When the network has brought a file.
function arrived(name) {
  return new Promise((done) => {
    new PerformanceObserver((seen) => {
      if (seen.getEntries().some((each) => each.name.endsWith(name))) done();
    }).observe({ type: "resource", buffered: true });
  });
}

// So that `loadPackage` finds them kept: it can ask for them only once Python has started.
async function fetchWheels(pyodide, names) {
  const { packages } = await (await fetch(`${pyodide}pyodide-lock.json`)).json();
  const wanted = [...names];
  for (const name of wanted) wanted.push(...packages[name].depends.filter((each) => !wanted.includes(each)));
  await Promise.all(wanted.map(async (name) => (await fetch(pyodide + packages[name].file_name)).arrayBuffer()));
}

function post(kind, text) {
  const said = JSON.parse(text);
  postMessage(kind === "refused" ? { kind, text: said } : { kind, traits: said });
}

// On a first visit the service worker may have come too late to see these pass.
async function keepFetched(cache) {
  for (const { name } of performance.getEntriesByType("resource")) {
    if (!(await cache.match(name))) await cache.add(name).catch(() => {}); // perhaps there is no network now
  }
}

function keep(what) {
  new Worker(`./keeper.js?v=${what.version}`, { type: "module" }).postMessage(what);
}
