/* The quote of a citation, on hover and focus. */
import { on } from "./page.js";

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
    tip.append(Object.assign(document.createElement("q"), { lang: "en" }), document.createElement("cite"));
    document.body.append(tip);
    tip.addEventListener("mouseleave", hideTip);
  }
  hideTip();
  tip.firstChild.textContent = link.dataset.quote;
  tip.lastChild.textContent = link.dataset.source;
  tip.classList.add("fn-shown");
  link.setAttribute("aria-describedby", "fn-tip");
  tipped = link;
  const at = link.getBoundingClientRect();
  const box = tip.getBoundingClientRect();
  const left = Math.min(Math.max(8, at.left + at.width / 2 - box.width / 2), innerWidth - box.width - 8);
  const above = at.top - box.height - 6;
  tip.style.left = `${Math.max(8, left)}px`;
  tip.style.top = `${above > 8 ? above : at.bottom + 6}px`;
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
