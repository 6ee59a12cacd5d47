// Python, beside the page, so that the page never waits for it.

let receive;
const waiting = [];

self.onmessage = async ({ data }) => {
  const said = JSON.parse(data);
  if (!said.begin) return receive ? receive(data) : waiting.push(data);
  try {
    await begin(said.begin);
  } catch (error) {
    postMessage({ kind: "failed", text: String(error) });
  }
};

async function begin({ pyodide, version, kind, draws, code }) {
  const [files, host, { loadPyodide }] = await Promise.all([
    fetch(`./python.zip?v=${version}`).then((answer) => answer.arrayBuffer()),
    fetch(`./host.py?v=${version}`).then((answer) => answer.text()),
    import(`${pyodide}pyodide.mjs`),
  ]);
  const packages = draws || code ? ["numpy", "matplotlib", "pillow"] : ["numpy"];
  const python = await loadPyodide({ indexURL: pyodide, packages });
  python.unpackArchive(files, "zip", { extractDir: python.runPython("import site; site.getsitepackages()[0]") });
  python.registerJsModule("page", { post });
  await python.runPythonAsync(host);
  python.globals.get("begin")(kind, code);
  receive = python.globals.get("receive");
  postMessage({ kind: "ready" });
  for (const text of waiting.splice(0)) receive(text);
}

function post(kind, text) {
  const said = JSON.parse(text);
  postMessage(kind === "refused" ? { kind, text: said } : { kind, traits: said });
}
