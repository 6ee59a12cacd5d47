"""What meets the eye on a page: what is too small, too wide, cut off, covered, or hard to hit.

Each of these is a function of JavaScript that takes a panel and lists what is wrong with it.
"""

# Every text that is seen, with its size on the screen; indices are smaller by their nature.
SIZES = """function* sizes(panel) {
    const texts = document.createTreeWalker(panel, NodeFilter.SHOW_TEXT);
    for (let node; (node = texts.nextNode());) {
        const [e, text] = [node.parentElement, node.data.trim()];
        if (!text || !e.checkVisibility({ visibilityProperty: true })) continue;
        if (e.closest('math, sub, sup, tspan, option, title, .mlp-visually-hidden')) continue;
        const drawn = e.closest('svg') ? e.getScreenCTM().a : 1;
        yield [drawn * parseFloat(getComputedStyle(e).fontSize), text, e];
    }
}"""
SMALL = f"""panel => {{ {SIZES}
    return [...sizes(panel)].filter(([size]) => size < 11.95)
        .map(([size, text]) => `${{size.toFixed(1)}} px: ${{text}}`);
}}"""

# On a projector words need 22 px, numbers and lines of code 20; indices above and below the line
# are smaller by their nature, and formulas have some too. In a picture what counts is the size on
# the screen. Nothing is wider than the window.
UNFIT_FOR_A_PROJECTOR = (
    f"panel => {{ {SIZES}"
    + """
    const faults = [];
    for (const [size, text, e] of sizes(panel)) {
        const least = /\\p{L}{3}/u.test(text) && !e.closest('code, svg') ? 22 : 20;
        if (size < least - 0.05) faults.push(`${size.toFixed(1)} px: ${text}`);
    }
    for (const math of panel.querySelectorAll('math')) {
        const size = parseFloat(getComputedStyle(math).fontSize);
        if (size < 20) faults.push(`${size} px: ${math.outerHTML}`);
    }
    for (const e of panel.querySelectorAll('*')) {
        const box = e.getBoundingClientRect();
        if (e.closest('.mlp-visually-hidden') || !box.width) continue;
        if (box.right > innerWidth + 1 || box.left < -1) faults.push(`wide: ${e.outerHTML}`);
    }
    return faults.map(fault => fault.slice(0, 120));
}"""
)

# Beyond the panel's edge or cut off without a way to scroll there, or one text over another.
LOST = """panel => {
    const lost = [], view = panel.getBoundingClientRect();
    const hidden = 'svg, math, option, title, .mlp-visually-hidden';
    const seen = [...panel.querySelectorAll('*')].filter(e =>
        e.checkVisibility({ visibilityProperty: true }) && !e.closest(hidden));
    const long = e => e.scrollWidth > e.clientWidth;
    const way = e => long(e) && /auto|scroll/.test(getComputedStyle(e).overflowX);
    const scrolls = e => e !== panel.parentElement && (way(e) || scrolls(e.parentElement));
    const note = (fault, e) => lost.push(`${fault}: ${e.className} ${e.textContent}`.slice(0, 120));
    for (const e of seen) {
        const [style, box] = [getComputedStyle(e), e.getBoundingClientRect()];
        const field = e.matches('input, select');
        const out = box.right > view.right + 1 || box.left < view.left - 1;
        if (box.width && out && !scrolls(e.parentElement)) note('beyond the edge', e);
        const cut = field ? e.matches('[type=number]') : /hidden|clip/.test(style.overflowX);
        if (cut && e.scrollWidth > e.clientWidth + 1) note('cut off at the side', e);
        if (!field && /hidden|clip/.test(style.overflowY) && e.scrollHeight > e.clientHeight + 2) {
            note('cut off below', e);
        }
    }
    const boxes = seen.flatMap(e => {
        const parts = e.matches('input, select, button, img') ? [e.getBoundingClientRect()] : [];
        for (const node of e.childNodes) {
            if (node.nodeType !== Node.TEXT_NODE || e.closest('sub, sup')) continue;
            const range = document.createRange();
            range.selectNodeContents(node);
            if (node.data.trim()) parts.push(...range.getClientRects());
        }
        return parts.map(box => [e, within(box, e)]);
    });
    function within(box, e) { // what scrolling ancestors let through
        let { left, right, top, bottom } = box;
        for (let at = e; at !== panel; at = at.parentElement) {
            if (getComputedStyle(at).overflowX === 'visible') continue;
            const clip = at.getBoundingClientRect();
            [left, right] = [Math.max(left, clip.left), Math.min(right, clip.right)];
            [top, bottom] = [Math.max(top, clip.top), Math.min(bottom, clip.bottom)];
        }
        return { left, right, top, bottom };
    }
    boxes.forEach(([e, a], n) => {
        for (const [f, b] of boxes.slice(n + 1)) {
            const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
            const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
            if (wide > 2 && high > 5 && !e.contains(f) && !f.contains(e)) note('covered', f);
        }
    });
    if (panel.scrollWidth > panel.clientWidth + 1) lost.push('the panel is wider than its place');
    if (view.right > innerWidth) lost.push('the panel is wider than the window');
    return lost;
}"""

# Words of a picture that its edge cuts.
CUT_IN_PICTURES = """panel => [...panel.querySelectorAll('svg text')]
    .filter(e => e.checkVisibility({ visibilityProperty: true }))
    .filter(e => {
        const [box, view] = [e.getBoundingClientRect(), e.ownerSVGElement.getBoundingClientRect()];
        return box.left < view.left - 1 || box.right > view.right + 1
            || box.top < view.top - 1 || box.bottom > view.bottom + 1;
    }).map(e => e.textContent)"""

# A target smaller than 24 x 24 px must have that much room to itself: a circle round its middle
# that touches no other (WCAG 2.5.8).
HARD_TO_HIT = """panel => {
    const targets = [...panel.querySelectorAll('button, input, select, summary, td[tabindex]')]
        .filter(e => !e.disabled && e.checkVisibility()).map(e => [e, e.getBoundingClientRect()]);
    const near = (x, y, box) => Math.hypot(
        Math.max(box.left - x, 0, x - box.right), Math.max(box.top - y, 0, y - box.bottom)) < 12;
    return targets.filter(([e, box]) => {
        if (box.width >= 24 && box.height >= 24) return false;
        const [x, y] = [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
        return targets.some(([other, there]) => other !== e && near(x, y, there));
    }).map(([e, box]) => `${box.width.toFixed(0)} x ${box.height.toFixed(0)}: ${e.outerHTML}`)
        .map(each => each.slice(0, 120));
}"""

# What has the focus: cut off by the window or by what scrolls around it, or covered, be it in one
# corner. What is larger than the window can only fill it.
HALF_HIDDEN = """panel => new Promise(done => new IntersectionObserver(([entry], watch) => {
    watch.disconnect();
    const [at, { boundingClientRect: box, intersectionRect: seen }] = [entry.target, entry];
    const whole = seen.width > box.width - 1 && seen.height > box.height - 1;
    const xs = [box.left + 2, (box.left + box.right) / 2, box.right - 2];
    const ys = [box.top + 2, (box.top + box.bottom) / 2, box.bottom - 2];
    const over = xs.flatMap(x => ys.map(y => document.elementFromPoint(x, y)))
        .filter(hit => !hit || !(at.contains(hit) || hit.contains(at)));
    const large = box.height > innerHeight - 160;
    const by = over[0]?.outerHTML.slice(0, 100);
    const fault = !whole ? 'cut off' : over.length ? `covered by ${by}` : '';
    done(fault && !large ? [`${fault}: ${at.outerHTML.slice(0, 100)}`] : []);
}).observe(document.activeElement))"""
