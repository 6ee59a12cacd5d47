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

// The sections of the notebooks whose titles hold every word that is typed.
document.addEventListener("input", ({ target }) => {
  if (!target.matches(".site-find")) return;
  const words = target.value.toLowerCase().split(/\s+/);
  for (const line of document.querySelectorAll(".site-sections li")) {
    line.hidden = !words.every((word) => line.textContent.toLowerCase().includes(word));
  }
  for (const part of document.querySelectorAll(".site-sections")) {
    part.hidden = !part.querySelector("li:not([hidden])");
  }
});
