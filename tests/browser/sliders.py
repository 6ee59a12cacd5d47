"""Each slider of a panel, and whether what it changes is on the screen together with it.

`out_of_sight(root)` moves every slider of a panel by a key and names those of which nothing that
changed is in sight.
"""

from playwright.sync_api import Locator

from tests.browser.gallery import settled

# Numbers on the page by place, with what each says, and whether the middle of it is in sight.
NUMBERS = """panel => Object.fromEntries([...panel.querySelectorAll('[data-quantity][data-value]')]
    .map((each, n) => {
        const { left, top, right, bottom } = each.getBoundingClientRect();
        const over = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
        const seen = over !== null && panel.contains(over);
        return [`${n} ${each.dataset.quantity} ${each.dataset.index}`, [each.dataset.value, seen]];
    }))"""
PICTURES = "panel => [...panel.querySelectorAll('img[data-picture]')].map(each => each.src)"
TO_THE_TOP = "e => e.scrollIntoView({ block: 'start', behavior: 'instant' })"
IS_WHOLE = "e => e.getBoundingClientRect().bottom <= innerHeight"


def out_of_sight(root: Locator) -> list[str]:
    """The sliders that are below the window, or of which no changed number or picture is seen."""
    sliders, faults, n = root.locator('input[type="range"]'), list[str](), 0
    while n < sliders.count():  # a slider that sets a width changes which others there are
        faults += _faults(root, sliders.nth(n))
        n += 1
    return faults


def _faults(root: Locator, slider: Locator) -> list[str]:
    root.evaluate(TO_THE_TOP)
    before, pictures = root.evaluate(NUMBERS), root.evaluate(PICTURES)
    slider.press("ArrowLeft")
    settled(root)
    after = root.evaluate(NUMBERS)
    name, own = slider.get_attribute("aria-label"), slider.get_attribute("data-key")
    changed = [
        key
        for key, now in after.items()
        if before.get(key, [None])[0] != now[0] and key.split()[1] != own
    ]
    faults = [] if slider.evaluate(IS_WHOLE) else [f"{name}: below the window"]
    seen = any(after[key][1] for key in changed) or root.evaluate(PICTURES) != pictures
    return faults if seen or not changed else [*faults, f"{name}: out of sight: {changed}"]
