/* Theme, size of the text, width of the reader and whether it shows all: kept in this browser. */
import { byId, on, onButtons, stored } from "./page.js";

const USUAL = { theme: "system", size: "normal" };
const LANGUAGE = "footnote-language"; // a cookie, for the server words the page
const chosen = Object.fromEntries(Object.keys(USUAL).map((name) => [name, stored("localStorage", name)]));

export function dress() {
  for (const [name, usual] of Object.entries(USUAL)) {
    const value = chosen[name] || usual;
    document.documentElement.dataset[name] = value;
    const choice = document.querySelector(`[name="fn-${name}"][value="${value}"]`);
    if (choice instanceof HTMLInputElement) choice.checked = true;
  }
  const language = document.querySelector(`[name="fn-language"][value="${spoken()}"]`);
  if (language instanceof HTMLInputElement) language.checked = true;
  widen(width);
}

/* ---- the reader ---- */

const [NARROWEST, WIDEST] = [25, 65]; // per cent of the window
let width = Number(stored("localStorage", "width")) || 40;

/** @param {number} wanted */
function widen(wanted) {
  width = Math.min(WIDEST, Math.max(NARROWEST, Math.round(wanted)));
  document.documentElement.style.setProperty("--reader", `${width}%`);
  byId("fn-divide")?.setAttribute("aria-valuenow", width);
}

on("pointerdown", (event) => event.target.id === "fn-divide" && event.target.setPointerCapture(event.pointerId));
on("pointermove", (event) => {
  if (event.target.id === "fn-divide" && event.target.hasPointerCapture(event.pointerId)) widen(100 - (100 * event.clientX) / innerWidth);
});
on("pointerup", ({ target }) => target.id === "fn-divide" && stored("localStorage", "width", String(width)));
on("keydown", (event) => {
  const by = { ArrowLeft: 2, ArrowRight: -2 }[event.key];
  if (event.target.id !== "fn-divide" || !by) return;
  event.preventDefault();
  widen(width + by);
  stored("localStorage", "width", String(width));
});

let whole = stored("localStorage", "whole") === "yes";
/** Whether what is never cited is shown as well. */
export function showWhole() {
  document.documentElement.toggleAttribute("data-whole", whole);
  document.querySelector("[data-do=whole]")?.setAttribute("aria-pressed", String(whole));
}
onButtons({
  whole: () => {
    whole = !whole;
    stored("localStorage", "whole", whole ? "yes" : "no");
    showWhole();
  },
});

/* ---- the language ---- */

const spoken = () => document.cookie.match(`(?:^|; )${LANGUAGE}=(\\w+)`)?.[1] ?? "";
on("change", ({ target }) => {
  if (target.name !== "fn-language") return;
  document.cookie = `${LANGUAGE}=${target.value}; path=/; max-age=${target.value ? 31536000 : 0}; samesite=lax`;
  location.reload();
});

on("change", ({ target }) => {
  const name = target.name?.replace("fn-", "");
  if (!(name in USUAL)) return;
  stored("localStorage", name, (chosen[name] = target.value));
  dress();
});
dress();
showWhole();
