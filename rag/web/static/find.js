/* Finding words in the article that is open. The places are painted over it: its text stays as it is. */
import { _, byId, on, onButtons } from "./page.js";

/** @type {Range[]} */
let places = [];
let at = 0;

const bar = () => byId("fn-find-bar");
const text = () => byId("fn-reader").querySelector(".fn-text");

/** @param {string} words */
function find(words) {
  places = words.trim() ? ranges(words.trim()) : [];
  at = 0;
  paint();
}

/** Every place where the words stand in what is shown, however they are written and broken into lines. @param {string} words */
function ranges(words) {
  const walker = document.createTreeWalker(text(), NodeFilter.SHOW_TEXT);
  /** @type {{node: Node, start: number}[]} */
  const nodes = [];
  let whole = "";
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!node.parentElement.checkVisibility()) continue;
    nodes.push({ node, start: whole.length });
    whole += node.textContent;
  }
  const pattern = words.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/\s+/g, "\\s+");
  const place = (offset) => {
    const { node, start } = nodes.findLast(({ start }) => start <= offset);
    return /** @type {[Node, number]} */ ([node, offset - start]);
  };
  return [...whole.matchAll(new RegExp(pattern, "giu"))].map((match) => {
    const range = new Range();
    range.setStart(...place(match.index));
    const [node, last] = place(match.index + match[0].length - 1);
    range.setEnd(node, last + 1);
    return range;
  });
}

function paint() {
  const highlights = /** @type {any} */ (CSS).highlights;
  const words = byId("fn-find-text")?.value.trim();
  if (byId("fn-found")) byId("fn-found").textContent = words ? (places.length ? _("{n} of {total}", { n: at + 1, total: places.length }) : _("nowhere")) : "";
  if (!highlights) return; // an older browser goes to the places without painting them
  highlights.set("fn-found", new Highlight(...places));
  highlights.set("fn-found-now", new Highlight(...places.slice(at, at + 1)));
}

/** @param {number} by */
function go(by) {
  if (!places.length) return;
  at = (at + by + places.length) % places.length;
  paint();
  places[at].startContainer.parentElement.scrollIntoView({ block: "center" });
}

/** @param {boolean} open */
function toggle(open) {
  bar().hidden = !open;
  document.querySelector("[data-do=find]").setAttribute("aria-expanded", String(open));
  if (open) byId("fn-find-text").select();
  else {
    find("");
    /** @type {HTMLElement} */ (document.querySelector("[data-do=find]")).focus();
  }
}

on("input", ({ target }) => {
  if (target.id !== "fn-find-text") return;
  find(target.value);
  go(0);
});
on("keydown", (event) => {
  if (event.target.id !== "fn-find-text") return;
  if (event.key === "Enter") go(event.shiftKey ? -1 : 1);
  else if (event.key === "Escape") {
    toggle(false);
    event.stopPropagation();
  } else return;
  event.preventDefault();
}, true);
onButtons({ find: () => toggle(bar().hidden), found: (button) => go(Number(button.dataset.by)) });
