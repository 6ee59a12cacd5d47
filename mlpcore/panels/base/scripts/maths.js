// @ts-check
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
