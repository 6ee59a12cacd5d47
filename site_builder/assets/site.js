// Light or dark: as the system says, or as was chosen on this site.
const chosen = () => { try { return localStorage.getItem("mlpcore-theme"); } catch { return null; } };
const systems = matchMedia("(prefers-color-scheme: dark)");
function paint() {
  const dark = (chosen() ?? (systems.matches ? "dark" : "light")) === "dark";
  document.body.dataset.jpThemeLight = String(!dark);
  document.querySelector(".site-theme")?.setAttribute("aria-pressed", String(dark));
}
paint();
systems.addEventListener("change", paint);
// What is wider than its place is scrolled by keyboard, too.
function reach() {
  for (const each of document.querySelectorAll(".site-read :is(pre, math, table):not(.mlp-panel *)")) {
    if (each.scrollWidth > each.clientWidth && getComputedStyle(each).overflowX === "auto") each.setAttribute("tabindex", "0");
    else each.removeAttribute("tabindex");
  }
}
addEventListener("resize", reach);
document.addEventListener("toggle", reach, true); // an answer that is opened
document.addEventListener("DOMContentLoaded", () => {
  paint();
  document.fonts.ready.then(reach);
  document.querySelector(".site-theme")?.addEventListener("click", () => {
    try { localStorage.setItem("mlpcore-theme", document.body.dataset.jpThemeLight === "true" ? "dark" : "light"); } catch { /* not kept */ }
    paint();
  });
});

// Every section in which all words stand: where they are in its heading, it comes first.
const MOST = 40;
let sections;

const found = (words) => sections
  .map(([address, page, heading, text]) => ({ address, page, heading, text, title: heading.toLowerCase(), all: `${page} ${heading} ${text}`.toLowerCase() }))
  .filter(({ all }) => words.every((word) => all.includes(word)))
  .map((each) => ({ ...each, weight: words.filter((word) => each.title.includes(word)).length }))
  .sort((a, b) => b.weight - a.weight);

function part(text, word) {
  const at = Math.max(0, text.toLowerCase().indexOf(word) - 60);
  return `${at ? "…" : ""}${text.slice(at, at + 180)}${at + 180 < text.length ? "…" : ""}`;
}

function line({ address, page, heading, text }, [word]) {
  const link = Object.assign(document.createElement("a"), { href: address, textContent: heading });
  const item = document.createElement("li");
  const about = Object.assign(document.createElement("div"), { textContent: part(text, word) });
  item.append(link, page === heading ? "" : ` – ${page}`, about);
  return item;
}

async function search(box) {
  sections ??= await (await fetch(box.dataset.index)).json();
  const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
  const all = words.length ? found(words) : [];
  document.querySelector(".site-found").replaceChildren(...all.slice(0, MOST).map((each) => line(each, words)));
  const more = all.length > MOST ? `, of which ${MOST} are shown` : "";
  document.querySelector(".site-state").textContent = words.length ? `${all.length} sections${more}` : "";
}

document.addEventListener("input", ({ target }) => { if (target.matches(".site-find")) search(target); });
