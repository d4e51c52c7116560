/* The quote of a citation and the sentences around it, on hover and focus. */
import { bridge, on } from "./page.js";
import { sent } from "./desk.js";

/** @type {HTMLElement} */
let tip = null;
let timer = 0;
/** @type {HTMLElement} */
let tipped = null;

export const isTipped = () => Boolean(tipped);

/** @param {HTMLElement} link */
function showTip(link) {
  if (!tip) {
    tip = document.createElement("div");
    tip.id = "fn-tip";
    tip.setAttribute("role", "tooltip");
    tip.innerHTML = '<div lang="en"><span></span> <q></q> <span></span></div><cite></cite>';
    document.body.append(tip);
    tip.addEventListener("mouseleave", hideTip);
  }
  hideTip();
  tip.querySelector("q").textContent = link.dataset.quote;
  tip.querySelector("cite").textContent = link.dataset.source;
  for (const beside of tip.querySelectorAll("span")) beside.textContent = "";
  tip.classList.add("fn-shown");
  link.setAttribute("aria-describedby", "fn-tip");
  tipped = link;
  place(link);
  surround(link);
}

/** @type {Record<string, Promise<string[]>>} */
const known = {};

// What stands before and after it comes a moment later; the quote does not wait for it.
async function surround(link) {
  const reference = link.getAttribute("href").slice(1);
  const texts = await (known[reference] ||= bridge.server.around(sent({ reference })).catch(() => []));
  if (tipped !== link) return;
  tip.querySelectorAll("span").forEach((beside, which) => (beside.textContent = texts[which] ?? ""));
  place(link);
}

// Above the citation; below it where it would cover the question.
function place(link) {
  const at = link.getBoundingClientRect();
  const box = tip.getBoundingClientRect();
  const left = Math.min(Math.max(8, at.left + at.width / 2 - box.width / 2), innerWidth - box.width - 8);
  const above = at.top - box.height - 6;
  tip.style.left = `${Math.max(8, left)}px`;
  const question = link.closest("[data-turn]")?.querySelector(".fn-question")?.getBoundingClientRect().bottom ?? 0;
  const fits = at.bottom + 6 + box.height <= innerHeight;
  tip.style.top = `${above > (fits ? Math.max(8, question) : 8) ? above : at.bottom + 6}px`;
}

export function hideTip() {
  clearTimeout(timer);
  tip?.classList.remove("fn-shown");
  tipped?.removeAttribute("aria-describedby");
  tipped = null;
}

on("mouseover", ({ target }) => {
  const link = target.closest?.("a.cite");
  if (link && link !== tipped) {
    clearTimeout(timer);
    timer = setTimeout(() => showTip(link), 120);
  }
});
on("mouseout", (event) => {
  if (!event.target.closest?.("a.cite") || tip?.contains(/** @type {Node} */ (event.relatedTarget))) return;
  clearTimeout(timer);
  // Time to move onto the quote itself, which must stay while it is being read.
  timer = setTimeout(() => tip?.matches(":hover") || hideTip(), 150);
});
on("focusin", ({ target }) => {
  const link = target.closest?.("a.cite");
  if (link?.matches(":focus-visible")) showTip(link);
  else if (tipped) hideTip();
});
on("scroll", () => tipped && hideTip(), true);
