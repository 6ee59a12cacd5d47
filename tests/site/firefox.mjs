// Opens pages of the site in Firefox: node firefox.mjs MODULES FIREFOX SITE PAGE …
//
// Prints a line of JSON a page: where it stood before and after Next, whether its numbers came
// alive and moved (where LIVE is set), what it asked other hosts for, and its errors.
import { createRequire } from "node:module";

const [modules, firefox, site, ...paths] = process.argv.slice(2);
const puppeteer = createRequire(`${modules}/here.js`)("puppeteer-core");
const WAIT = { timeout: 120_000 };

const here = () =>
  document.querySelector(".mlp-status")?.textContent ??
  document.querySelector("[aria-current]")?.textContent;
const numbers = () =>
  [...document.querySelectorAll("[data-value]")].map((e) => e.dataset.value).join();
const type = () => {
  const box = document.querySelector(".mlp-panel input.mlp-typed");
  box.value = "1/3";
  for (const name of ["input", "change"]) box.dispatchEvent(new Event(name, { bubbles: true }));
};

async function visit(browser, path) {
  const page = await browser.newPage();
  const [foreign, errors] = [[], []];
  page.on("request", (request) => {
    if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(site)) foreign.push(request.url());
  });
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("console", (said) => said.type() === "error" && errors.push(said.text()));
  await page.goto(site + path, { waitUntil: "domcontentloaded" });
  await page.waitForSelector('.mlp-panel [data-do="next"]:not([disabled])', WAIT);
  const before = await page.evaluate(here);
  await page.click('.mlp-panel [data-do="next"]');
  await page.waitForFunction(`(${here})() !== ${JSON.stringify(before)}`, WAIT);
  const after = await page.evaluate(here);
  let moved = null;
  if (process.env.LIVE) {
    await page.waitForSelector('[data-state="live"]', WAIT);
    const stood = await page.evaluate(numbers);
    await page.evaluate(type);
    await page.waitForFunction(`(${numbers})() !== ${JSON.stringify(stood)}`, WAIT);
    moved = true;
  }
  await page.close();
  return { path, before, after, moved, foreign, errors };
}

const browser = await puppeteer.launch({ browser: "firefox", executablePath: firefox });
try {
  for (const path of paths) console.log(JSON.stringify(await visit(browser, path)));
} finally {
  await browser.close();
}
