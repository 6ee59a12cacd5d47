"""How soon a panel of the site takes a step, and is live, over a slower network.

python -m benchmarks.site FOLDER [--visits 3]

FOLDER is a built site: `make site PYODIDE=folder`. It is served from this machine, and the limit is
in the server: all connections share one line of so many bits a second, and every request waits as
long as its way there and back takes. So it holds for the page, its workers and its service worker
alike, which a browser's own emulation does not. Not in it: the handshakes of TLS, a name to look
up, and HTTP/2; a browser opens six connections here.

As GitHub Pages does, the server lets a browser keep a file for ten minutes, and compresses text and
WebAssembly but no archives, pictures or fonts. That WebAssembly is compressed there is reported in
https://github.com/maxence-charriere/go-app/issues/866; it was not tried here.

Each first visit is of a browser that has nothing. The second begins when the first has kept all
that it keeps. "Next" is pressed by the page itself, as soon as the panel takes it.
"""

import argparse
import gzip
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from playwright.sync_api import Browser, BrowserContext

from benchmarks.figures import line, machine
from lab import chromium

LATENCY = 0.04  # seconds there and back
PIECE = 16_384  # bytes that go at once
BEHIND = 0.02  # seconds that a sender may come late and still catch up
KEPT_FOR = 600  # seconds, as GitHub Pages says
PATIENCE = 120_000  # ms
STEP, AGAIN = 2, 3  # seconds that are wanted: for a step, and for a panel of a second visit
LIVE = {25: 8, 10: 14}  # seconds that are wanted on a first visit, by Mbit/s
TYPES = {
    ".css": "text/css",
    ".html": "text/html",
    ".js": "text/javascript",
    ".json": "application/json",
    ".mjs": "text/javascript",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".wasm": "application/wasm",
    ".woff2": "font/woff2",
    ".zip": "application/zip",
}
COMPRESSED = {each for each in TYPES.values() if each.startswith("text/")}
COMPRESSED |= {"application/json", "application/wasm", "image/svg+xml"}
WATCH = """
window.took = {};
new MutationObserver(() => {
    const place = document.querySelector("[data-panel]");
    const state = place?.dataset.state;
    if (!state) return;
    const at = place.querySelector(".mlp-status").textContent;
    if (took.from === undefined) {
        took.from = at;
        place.querySelector('[data-do="next"]').click();
    } else if (at !== took.from) took.step ??= performance.now();
    if (state === "live") took.live ??= performance.now();
    if (state === "failed") took.failed = true;
}).observe(document, { subtree: true, childList: true, attributeFilter: ["data-state"] });
"""
DONE = "() => took.failed || (took.step && took.live)"
ALL_KEPT = r"""async () => {
    const script = await (await fetch("../service_worker.js")).text();
    const files = JSON.parse(script.match(/FILES = (\[.*\]);/)[1]);
    for (const file of [...files, "python.memory"])
        while (!(await caches.match(new URL(`../${file}`, location.href))))
            await new Promise((done) => setTimeout(done, 100));
}"""


class Line:
    """A line that carries `rate` bytes a second, for all who send on it."""

    def __init__(self, rate: float) -> None:
        self.rate = rate
        self.carried = 0  # bytes
        self._free = 0.0  # when it has carried all that was given to it
        self._lock = threading.Lock()

    def until(self, size: int, now: float) -> float:
        """When so many bytes, given to it now, have arrived."""
        with self._lock:
            self.carried += size
            self._free = max(self._free, now - BEHIND) + size / self.rate
            return self._free

    def carry(self, size: int) -> None:
        """Wait as long as so many bytes take."""
        now = time.monotonic()
        time.sleep(max(0.0, self.until(size, now) - now))


class Held(NamedTuple):
    """A file as it is sent: its type, its bytes, and these compressed where a server does so."""

    kind: str
    plain: bytes
    zipped: bytes | None

    def sent(self, accepted: str) -> tuple[bytes, dict[str, str]]:
        """What goes to a browser that accepts these encodings, and what is said of it."""
        said = {"Content-Type": self.kind, "Cache-Control": f"max-age={KEPT_FOR}"}
        names = {each.split(";")[0].strip() for each in accepted.split(",")}
        if self.zipped is None or "gzip" not in names:
            return self.plain, said
        return self.zipped, said | {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}


def held(path: Path) -> Held:
    """A file, compressed once if its type is."""
    kind = TYPES.get(path.suffix, "application/octet-stream")
    plain = path.read_bytes()
    return Held(kind, plain, gzip.compress(plain, 6, mtime=0) if kind in COMPRESSED else None)


class Host(ThreadingHTTPServer):
    """Serves a folder from this machine, over a line that may be exchanged."""

    daemon_threads = True

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.line = Line(1e9)
        self.files = {
            f"/{path.relative_to(folder).as_posix()}": held(path)
            for path in folder.rglob("*")
            if path.is_file()
        }

    @cached_property
    def address(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.server_port}"


class Answer(BaseHTTPRequestHandler):
    """One connection of a browser's."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Host

    def do_GET(self) -> None:
        """Send a file piece by piece, as quickly as the line carries it."""
        time.sleep(LATENCY)
        path = unquote(urlsplit(self.path).path)
        found = self.server.files.get(path + "index.html" if path.endswith("/") else path)
        body, said = found.sent(self.headers.get("Accept-Encoding", "")) if found else (b"", {})
        self.send_response(200 if found else 404)
        for name, value in (said | {"Content-Length": str(len(body))}).items():
            self.send_header(name, value)
        self.end_headers()
        for at in range(0, len(body), PIECE):
            piece = body[at : at + PIECE]
            self.server.line.carry(len(piece))
            self.wfile.write(piece)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def served(folder: Path) -> Iterator[Host]:
    """A host of that folder."""
    host = Host(folder)
    threading.Thread(target=host.serve_forever, daemon=True).start()
    try:
        yield host
    finally:
        host.shutdown()
        host.server_close()


class Visit(NamedTuple):
    """What one visit took: milliseconds to the first step and to the live panel, and bytes."""

    step: float
    live: float
    size: int  # bytes of files up to then
    in_all: int  # and with what is kept for the next visit


def visited(context: BrowserContext, host: Host, panel: str) -> Visit:
    """Open a panel's page, press "Next", wait until all is kept, and close it.

    RuntimeError where Python could not be loaded.
    """
    before = host.line.carried
    page = context.new_page()
    page.goto(f"{host.address}/panels/{panel}.html", wait_until="commit", timeout=PATIENCE)
    page.wait_for_function(DONE, timeout=PATIENCE)
    size = host.line.carried - before
    took = page.evaluate("took")
    if "live" not in took:
        raise RuntimeError(f"visited: {page.url} could not load Python")
    page.evaluate(ALL_KEPT)
    page.close()
    return Visit(took["step"], took["live"], size, host.line.carried - before)


def pair(browser: Browser, host: Host, panel: str) -> list[Visit]:
    """A first visit, of a browser that has nothing, and a second one."""
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    context.set_default_timeout(PATIENCE)
    context.add_init_script(WATCH)
    visits = [visited(context, host, panel) for _ in range(2)]
    context.close()
    return visits


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.site", description=__doc__,
                                     formatter_class=argparse.RawTextHelpFormatter)  # fmt: skip
    parser.add_argument("folder", type=Path, help="a site, built with a release of Pyodide")
    parser.add_argument("--visits", type=int, default=3, help="first ones and second ones")
    parser.add_argument("--panel", default="step", help="whose page is opened")
    given = parser.parse_args()
    for name in ("worker.js", f"panels/{given.panel}.html"):
        if not (given.folder / name).is_file():
            parser.error(f"{given.folder}: no {name} is there, so this is no site with such a page")
    with served(given.folder) as host, chromium.running() as browser:
        for speed in LIVE:
            measure(browser, host, given.panel, speed, given.visits)


def measure(browser: Browser, host: Host, panel: str, speed: int, visits: int) -> None:
    """All visits at one speed, and how busy the machine was before and after them."""
    print(f"\n{panel} panel, {speed} Mbit/s, {1000 * LATENCY:.0f} ms, {visits} visits of each kind")
    print(f"before: {machine()}")
    found = []
    for _ in range(visits):
        host.line = Line(speed * 1e6 / 8)
        found.append(pair(browser, host, panel))
    print(f"after: {machine()}")
    first, second = zip(*found, strict=True)
    report("first", first, LIVE[speed])
    report("second", second, AGAIN)


def report(name: str, visits: tuple[Visit, ...], live: float) -> None:
    """The times of all first visits, or of all second ones, and the most bytes."""
    print(line(f"{name} visit: a step", [each.step for each in visits], (1e3 * STEP, 1e3 * STEP)))
    print(line(f"{name} visit: live", [each.live for each in visits], (1e3 * live, 1e3 * live)))
    size, in_all = (max(each) / 1e6 for each in zip(*(v[2:] for v in visits), strict=True))
    print(f"    {size:.1f} MB until then, {in_all:.1f} MB with what is kept for the next visit")


if __name__ == "__main__":
    main()
