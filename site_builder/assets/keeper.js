// Runs once a version, after a panel has opened: starts a second Python, keeps its memory, compiles
// the package, keeps that, and ends. NumPy is not in it: Pyodide can only keep what is not linked.

const LOAD = `
import contextlib, importlib
for name in names:
    with contextlib.suppress(ImportError):
        importlib.import_module(name)
`;
// Not dated: what is unpacked has another date each time.
const COMPILE = `
import compileall, py_compile, shutil
compileall.compile_dir(folder, quiet=2, invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH)
shutil.make_archive("/compiled", "zip", folder)
`;

self.addEventListener("message", async ({ data: { pyodide, version, modules } }) => {
  try {
    await keep(pyodide, version, modules);
  } finally {
    self.close();
  }
});

async function keep(pyodide, version, modules) {
  const { STARTED, COMPILED, cacheOf, keepIn } = await import(`./kept.js?v=${version}`);
  const { loadPyodide } = await import(`${pyodide}pyodide.mjs`);
  const files = await (await fetch(`./python.zip?v=${version}`)).arrayBuffer();
  const cache = await cacheOf(version);
  const python = await loadPyodide({ indexURL: pyodide, _makeSnapshot: true });
  run(python, LOAD, { names: modules });
  const memory = python.makeMemorySnapshot();
  const folder = "/files";
  python.FS.mkdir(folder);
  python.unpackArchive(files, "zip", { extractDir: folder });
  run(python, COMPILE, { folder });
  await keepIn(cache, COMPILED, python.FS.readFile("/compiled.zip"));
  await keepIn(cache, STARTED, memory);
}

function run(python, text, names) {
  const globals = python.toPy(names);
  python.runPython(text, { globals });
  globals.destroy();
}
