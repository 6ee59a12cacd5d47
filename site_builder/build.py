"""Build the site: record the panels, write pages and scripts, and say what is how large."""

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from importlib import resources
from pathlib import Path

import mlpcore
from mlpcore import lesson, panels
from mlpcore.panels.base.scripts import SCRIPT
from mlpcore.panels.base.site_links import SITE
from mlpcore.views.parts import theme
from site_builder import open_live, pages
from site_builder.python_files import archive, pyodide_files, zipped
from site_builder.reading import read_document, read_notebook
from site_builder.recording import Recording, record
from site_builder.reference import read_module
from site_builder.search import Entry, index, sections
from site_builder.showcase import SHOWCASE

ASSETS = resources.files("site_builder") / "assets"
FONT = resources.files("mlpcore.views") / "parts/mathematics.woff2"
FOLDER = "pyodide/"
ROOT = Path(__file__).parents[1]
NOTEBOOKS, DOCUMENTS = ROOT / "notebooks", ROOT / "docs"
MODULES = (mlpcore, lesson, panels)
SCRIPTS = ("panel_page.js", "site.js", "site.css")
LIVE = ("worker.js", "keeper.js", "kept.js", "host.py")
UNDATED = (".html", ".png", ".woff2")  # what is asked for without the version


def build(
    out: Path, pyodide: Path | None = None, notebooks: Sequence[Path] | None = None
) -> Iterator[str]:
    """Write the site into a folder, and as a zip beside it; gives lines that say what was done.

    `pyodide` is an unpacked release of Pyodide; `notebooks` are ours, if none are named. Where the
    list is empty, there are the panels alone.
    """
    notebooks = sorted(NOTEBOOKS.glob("*.ipynb")) if notebooks is None else notebooks
    files: dict[str, bytes] = {name: (ASSETS / name).read_bytes() for name in SCRIPTS}
    files |= {"panel.js": SCRIPT.encode(), "panel.css": theme.css().encode()}
    files["mathematics.woff2"] = FONT.read_bytes()
    recordings: dict[str, Recording] = {}
    pythons: dict[str, bytes] = {}
    for kind, shown in SHOWCASE.items():
        with linked(pyodide is not None):
            recordings[kind] = record(shown.make())
        yield _store(files, kind, recordings[kind])
    if pyodide is not None:
        files |= {name: (ASSETS / name).read_bytes() for name in LIVE}
        files["python.zip"] = archive()
        pythons = {f"{FOLDER}{name}": each for name, each in pyodide_files(pyodide).items()}
    site = pages.Site(version_of(files | pythons), FOLDER if pyodide else "", bool(notebooks))
    files["index.html"] = pages.front(site, recordings).encode()
    for kind, shown in SHOWCASE.items():
        text = pages.panel_page(site, kind, shown, recordings[kind])
        files[f"panels/{kind}.html"] = text.encode()
    if notebooks:
        live = None
        if pyodide is not None and open_live.installed():
            live = open_live.build(out, pyodide, list(notebooks))
            yield f"Open live: {live.size // 1000} kB are fetched ahead"
        elif pyodide is not None:
            yield "no Open live: the extra site is not installed"
        yield from _texts(files, site, notebooks, live)
    files["service_worker.js"] = _service_worker(site, sorted(files)).encode()
    files |= pythons  # kept by a browser once a panel has asked for them
    for name, written in files.items():
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(written)
    yield f"{len(files)} files, {sum(map(len, files.values())) // 1000} kB"
    together = out.with_name(f"{out.name}.zip")
    written_apart = (open_live.FOLDER, FOLDER) if pyodide else ()
    for folder in written_apart:
        files |= _below(out, folder)
    together.write_bytes(zipped(files))
    yield f"{together.name}: all of it in one file, to unpack wherever pages are shown"


@contextmanager
def linked(is_live: bool) -> Iterator[None]:
    """Panels have a button for their QR code where Python will draw it, whatever is set here."""
    set_here = os.environ.pop(SITE, None)
    if is_live:
        os.environ[SITE] = "the page itself"
    yield
    os.environ.pop(SITE, None)
    if set_here is not None:
        os.environ[SITE] = set_here


def _texts(
    files: dict[str, bytes],
    site: pages.Site,
    notebooks: Sequence[Path],
    live: open_live.Live | None,
) -> Iterator[str]:
    """Add the notebooks, the documents, what the modules offer, and the search of them all."""
    with linked(False):  # a notebook's panel is a recording
        texts = {path.stem: read_notebook(path) for path in notebooks}
    for name, text in texts.items():
        above = open_live.invitation(live, "../", name) if live else ()
        page, recordings = pages.reading(site, f"notebooks/{name}.html", name, text, above)
        files[f"notebooks/{name}.html"] = page.encode()
        for kind, recording in recordings.items():
            yield _store(files, kind, recording)
    files["notebooks/index.html"] = pages.contents(site, texts).encode()
    others = {f"docs/{path.stem}": read_document(path) for path in sorted(DOCUMENTS.glob("*.md"))}
    others |= {f"reference/{module.__name__}": read_module(module) for module in MODULES}
    for name, text in others.items():
        page, _ = pages.reading(site, f"{name}.html", name, text)
        files[f"{name}.html"] = page.encode()
    files["search.html"] = pages.search(site).encode()
    every = {f"notebooks/{name}": text for name, text in texts.items()} | others
    found: list[Entry] = [
        (f"panels/{kind}.html", "Panels", shown.title, shown.about)
        for kind, shown in SHOWCASE.items()
    ]
    for name, text in every.items():
        found += sections(f"{name}.html", text)
    files["search.json"] = index(found)
    yield f"search: {len(found)} sections, {len(files['search.json']) // 1000} kB"
    files |= {f"docs/{path.name}": path.read_bytes() for path in DOCUMENTS.glob("*.py")}


def _below(out: Path, folder: str) -> dict[str, bytes]:
    """What stands in a folder of the site already."""
    paths = [path for path in (out / folder).rglob("*") if path.is_file()]
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in paths}


def version_of(files: dict[str, bytes]) -> str:
    """A name for exactly these files, so that no browser mixes two versions of the site."""
    every = sha256()
    for name in sorted(files):
        every.update(name.encode() + files[name])
    return every.hexdigest()[:12]


def _store(files: dict[str, bytes], kind: str, recording: Recording) -> str:
    """Add the states and pictures of a panel; gives a line about it."""
    packed = recording.packed()
    files[f"states/{kind}.states"] = packed
    files |= {f"pictures/{name}": png for name, png in recording.pictures.items()}
    return f"{kind}: {len(recording.places)} places, {len(packed) / 1000:.1f} kB of states"


def _service_worker(site: pages.Site, names: list[str]) -> str:
    """The script that keeps the site in the browser, which then knows its files."""
    dated = [name if name.endswith(UNDATED) else f"{name}?v={site.version}" for name in names]
    text = (ASSETS / "service_worker.js").read_text("utf-8").replace("VERSION", site.version)
    return text.replace("FILES = []", f"FILES = {json.dumps(dated)}")
