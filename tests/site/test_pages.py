"""The pages in Chromium, with nothing installed: they step, and ask no other host."""

import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

import pytest
from playwright.sync_api import Page, expect

from mlpcore.panels.base.panel import BasePanel
from site_builder import open_live
from site_builder.showcase import SHOWCASE, mlp
from tests import NOTEBOOKS
from tests.browser.gallery import settled
from tests.browser.panel import ShownPanel
from tests.site.conftest import BELOW, Patient, Quiet

Visit = Callable[..., Page]
SHOWN = "[data-state] .mlp-panel"  # a panel that its scripts have taken over
VALUES = """panel => [...panel.querySelectorAll('[data-quantity]')].map(each => each.dataset)
    .map(data => [data.quantity, data.index, data.value].join(' ')).sort()"""
VALUE = re.compile(r'data-quantity="([^"]+)" data-index="([\d,]*)" data-value="([^"]+)"')


def stepping(page: Page) -> ShownPanel:
    """The first panel of a page."""
    page.locator(SHOWN).first.wait_for()
    return ShownPanel(page.locator(SHOWN).first)


def test_next_fifteen_times_gives_fifteen_steps_with_the_right_numbers(visit: Visit) -> None:
    panel = stepping(visit())
    for at in range(1, 16):
        panel.root.locator('[data-do="next"]').click()
        expect(panel.root.locator(".mlp-status")).to_have_text(f"{at + 1} of 16")
        assert panel.wrong(mlp()) == []
    expect(panel.root.locator('[data-do="next"]')).to_be_disabled()


def test_back_and_the_timeline_and_the_keys_lead_to_a_step(visit: Visit) -> None:
    root = stepping(visit("panels/step.html")).root
    status = root.locator(".mlp-status")
    root.locator('[data-to="6"]').click()
    expect(status).to_have_text("7 of 16")
    root.locator('[data-do="back"]').click()
    expect(status).to_have_text("6 of 16")
    root.press("End")
    expect(status).to_have_text("16 of 16")


def test_a_number_that_is_clicked_comes_under_the_lens(visit: Visit) -> None:
    root = stepping(visit("panels/step.html")).root
    root.locator('[data-region="ledger"] td[data-quantity="net_1"][data-index="2"]').click()
    expect(root.locator(".mlp-lens")).to_have_attribute("data-at", "2")
    expect(root.locator(".mlp-lens")).to_contain_text("−0.70")


def test_formulas_can_be_hidden_and_words_be_shown(visit: Visit) -> None:
    root = stepping(visit("panels/step.html")).root
    root.locator('button[data-do="formulas"]').click()
    expect(root).to_have_class(re.compile("mlp-no-formulas"))
    root.locator('button[data-do="words"]').click()
    expect(root.locator(".mlp-glossary")).to_be_visible()


def values_of(panel: BasePanel) -> list[str]:
    """Every number that a panel shows, with its name and its place."""
    return sorted(
        " ".join(found)
        for name, text in panel.regions.items()
        if f'data-region="{name}"' in panel.frame
        for found in VALUE.findall(text)
    )


@pytest.mark.samples("step", "gradcheck", "training")
@pytest.mark.parametrize("kind", SHOWCASE)
def test_every_panel_shows_what_a_fresh_one_shows_at_every_place(visit: Visit, kind: str) -> None:
    page, fresh = visit(f"panels/{kind}.html"), SHOWCASE[kind].make()
    root = stepping(page).root
    for at in range(getattr(fresh, "last", 0) + 1):
        if hasattr(fresh, "last"):
            root.press("PageDown" if at else "Home")
            fresh.act("go", to=at)
            settled(root)
        assert root.evaluate(VALUES) == values_of(fresh), at


def test_the_first_picture_is_there_without_any_script(site: str, site_browser: object) -> None:
    context = site_browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}panels/step.html")
    expect(page.locator(".mlp-panel .mlp-status")).to_have_text("1 of 16")
    assert page.locator('[data-region="network"] [data-quantity]').count() > 10
    context.close()


def test_nothing_jumps_when_the_scripts_take_over(site: str, site_browser: object) -> None:
    heights = []
    for scripts in (False, True):
        context = site_browser.new_context(java_script_enabled=scripts)
        page = context.new_page()
        page.goto(f"{site}panels/step.html")
        if scripts:
            stepping(page)
        region = page.locator('.mlp-panel [data-region="lens"]')
        heights.append(region.bounding_box()["y"])
        context.close()
    assert heights[0] == pytest.approx(heights[1], abs=1)


def test_what_needs_python_is_said_and_changes_nothing(visit: Visit) -> None:
    root = stepping(visit("panels/depth.html")).root
    before = root.evaluate(VALUES)
    root.locator('[data-do="new"]').click()
    expect(root.locator(".mlp-trouble")).to_contain_text("Python")
    assert root.evaluate(VALUES) == before


def test_pictures_follow_the_theme(visit: Visit) -> None:
    page = visit("panels/depth.html")
    image = stepping(page).root.locator("img[data-picture]")
    expect(image).to_have_attribute("src", re.compile(r"/pictures/\w+\.png$"))
    light = image.get_attribute("src")
    page.locator(".site-theme").click()
    expect(image).not_to_have_attribute("src", light)


def test_a_page_that_was_seen_works_without_a_network(visit: Visit) -> None:
    page = visit("panels/step.html")
    stepping(page)
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    page.reload()
    stepping(page)
    page.context.set_offline(True)
    page.reload()
    panel = stepping(page)
    panel.root.press("ArrowRight")
    assert panel.wrong(mlp()) == []


def test_what_a_style_sheet_asks_for_is_kept_by_the_name_it_has_there(root: Path) -> None:
    folder = root / BELOW
    script = (folder / "service_worker.js").read_text("utf-8")
    files = json.loads(re.search(r"FILES = (\[.*\]);", script)[1])
    sheets = "".join(path.read_text("utf-8") for path in folder.glob("*.css"))
    asked = re.findall(r"""url\(["']?(?!data:)([^"')]+)""", sheets)
    assert asked
    assert set(asked) <= set(files)


def test_a_phone_needs_no_scrolling_sideways(visit: Visit) -> None:
    page = visit()
    page.set_viewport_size({"width": 390, "height": 844})
    stepping(page)
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_no_file_names_another_host(site: str, root: Path) -> None:
    """What is fetched; links to follow are not meant."""
    fetched = re.compile(
        r"""(?:src|(?<!<a )href)=["']https?://|url\(["']?https?://|import ["']http"""
    )
    named = [
        path.name
        for path in (root / BELOW).rglob("*")
        if path.suffix in (".html", ".js", ".css")
        and not path.is_relative_to(root / BELOW / open_live.FOLDER)
        and fetched.search(path.read_text("utf-8"))
    ]
    assert named == []


def test_the_zip_beside_it_holds_the_same_site(root: Path) -> None:
    folder = root / BELOW
    with zipfile.ZipFile(folder.with_name(f"{folder.name}.zip")) as together:
        held = {name: together.read(name) for name in together.namelist()}
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert held == {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def pages(folder: Path) -> list[str]:
    """Every page of a built site, by its path; those of JupyterLite are not ours."""
    found = (path.relative_to(folder).as_posix() for path in folder.rglob("*.html"))
    return sorted(path for path in found if not path.startswith(open_live.FOLDER))


def test_every_page_opens_without_an_error(visit: Visit, site: str, root: Path) -> None:
    """What is wrong on any of them, `visit` says in the end."""
    found = pages(root / BELOW)
    assert len(found) > len(SHOWCASE) + len(list(NOTEBOOKS.glob("*.ipynb")))
    page = visit(found[0])
    for path in found:
        page.goto(site + path)
        page.wait_for_function("""() => [...document.querySelectorAll('[data-panel]')]
            .every(place => place.dataset.state === 'stored')""")


def test_every_link_leads_somewhere(root: Path) -> None:
    folder, lost = root / BELOW, []
    for path in pages(folder):
        here = folder / path
        for link in re.findall(r'<a [^>]*href="(?!https?:)([^"]+)"', here.read_text("utf-8")):
            to, _, anchor = link.partition("#")
            target = (here.parent / to.partition("?")[0]) if to else here
            if target.is_file():
                found = not anchor or f'id="{unquote(anchor)}"' in target.read_text("utf-8")
            else:  # `make test` does not build the pages of all notebooks
                found = (NOTEBOOKS / target.name).with_suffix(".ipynb").is_file()
            if not found:
                lost.append(f"{path}: {link}")
    assert lost == []


def test_a_panel_in_a_notebook_steps(visit: Visit) -> None:
    panel = stepping(visit("notebooks/01_forward_pass.html"))
    before = panel.root.locator(".mlp-status").inner_text()
    panel.root.press("PageDown")
    expect(panel.root.locator(".mlp-status")).not_to_have_text(before)


@pytest.mark.parametrize(
    ("words", "where"),
    [
        ("first panel", "notebooks/"),
        ("binder forgets", "docs/hosts.html#Binder"),
        ("learning rate shuffled", "reference/mlpcore.html#train"),
        ("two moons stopping", "panels/training.html"),
    ],
)
def test_words_of_a_text_lead_to_its_section(visit: Visit, words: str, where: str) -> None:
    page = visit("search.html")
    page.locator(".site-find").fill(words)
    link = page.locator(f'.site-found a[href^="{where}"]').first
    link.click()
    page.wait_for_url(f"**/{where}*")


def test_words_that_stand_nowhere_find_nothing(visit: Visit) -> None:
    page = visit("search.html")
    page.locator(".site-find").fill("xylophone")
    expect(page.locator(".site-state")).to_have_text("0 sections")


@pytest.mark.parametrize(("error", "said"), [(BrokenPipeError, False), (OSError, True)])
def test_a_page_that_goes_in_the_middle_of_an_answer_is_no_fault(
    error: type[OSError], said: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of the server of these tests, which reports all else."""
    with Patient(("127.0.0.1", 0), Quiet) as server:
        try:
            raise error
        except error:
            server.handle_error(None, "a page")
    assert ("Traceback" in capsys.readouterr().err) is said
