/* The reader: a citation opens its article with the passage marked, in view and focused; Back, Escape, reload and
   shared links work. */
import { _, bridge, byId, field, on, onButtons, say, turn, unreached } from "./page.js";
import { sent } from "./desk.js";
import { showWhole } from "./settings.js";
import { hideTip, isTipped } from "./tip.js";

const narrow = matchMedia("(max-width: 860px)");
const REFERENCE = /^(s\/[0-9a-f]{16}\/\d{1,10}-\d{1,10}|a\/[0-9a-f]{16}|articles)$/;
const frame = () => new Promise((done) => requestAnimationFrame(done));
const hash = () => location.hash.slice(1);
const depth = () => history.state?.depth || 0;
/** @type {HTMLElement} */
let opener = null; // the link that led into the reader, to come back to
let latest = 0; // only the last of several quick clicks is shown

/** What the reader shows now. */
export const viewed = () => byId("fn-reader")?.querySelector(".fn-view")?.dataset.view;

/** @param {string} reference */
export async function show(reference, { push = false, focus = true, open = true } = {}) {
  const ticket = ++latest;
  hideTip();
  let html;
  try {
    html = await bridge.server.open_reference(sent({ reference }));
  } catch {
    say(unreached());
    return;
  }
  if (ticket !== latest) return;
  if (push && reference !== hash()) history.pushState({ depth: depth() + 1 }, "", `${location.pathname}${location.search}#${reference}`);
  if (open) sheet(true);
  bridge.props.value = html;
  if (!(await rendered(reference, ticket))) return;
  byId("fn-reader").querySelector(".fn-view").classList.remove("fn-past");
  point(reference);
  showWhole();
  steps(reference);
  const mark = byId("fn-hit");
  if (!mark) scroller().scrollTop = 0;
  if (focus) (mark || byId("fn-reader-title"))?.focus({ preventScroll: true });
  if (mark) centre(mark);
}

// Whether it comes to be shown, however long that takes, before something else is asked for.
async function rendered(reference, ticket) {
  while (ticket === latest) {
    await frame();
    if (ticket === latest && [reference, "waiting"].includes(viewed())) return true;
  }
  return false;
}

/** Another question is asked: what was opened for the one before is pointed at no longer, and stays to be read. */
export function past() {
  byId("fn-reader")?.querySelector(".fn-view")?.classList.add("fn-past");
  byId("fn-reader")?.querySelector(".fn-steps")?.toggleAttribute("hidden", true);
  along = [];
  point("");
}

// The citation that is open stays recognisable among the others.
function point(reference) {
  for (const link of document.querySelectorAll("a.cite[aria-current]")) link.removeAttribute("aria-current");
  for (const link of document.querySelectorAll(`a.cite[href="#${reference}"]`)) link.setAttribute("aria-current", "true");
}

/* ---- from citation to citation ---- */

// Those of the answer that led here, each passage once, in the order in which they are cited.
let along = []; // references
function steps(reference) {
  const links = [...document.querySelectorAll(`#fn-main a.cite[href="#${reference}"]`)];
  const turn = (links.find((link) => link === opener) || links.at(-1))?.closest("[data-turn]");
  const cited = [...(turn?.querySelectorAll(".fn-answer a.cite") || [])].map((link) => link.getAttribute("href").slice(1));
  along = [...new Set(cited)];
  const place = along.indexOf(reference);
  const bar = byId("fn-reader").querySelector(".fn-steps");
  if (!bar) return;
  bar.hidden = place < 0 || along.length < 2;
  bar.querySelector(".fn-step").textContent = _("{n} of {total}", { n: place + 1, total: along.length });
}

async function step(by) {
  const place = along.indexOf(viewed());
  if (place < 0) return;
  const next = along[(place + by + along.length) % along.length];
  await show(next, { push: true });
}

const scroller = () => byId("fn-reader");

function centre(mark) {
  const box = scroller();
  const bar = box.querySelector(".fn-bar")?.offsetHeight || 0;
  const marks = [...box.querySelectorAll("mark")];
  const top = mark.getClientRects()[0].top;
  const height = marks.at(-1).getBoundingClientRect().bottom - top;
  const room = box.clientHeight - bar;
  // A passage longer than the window starts near its top instead of hiding its beginning above it.
  const margin = height < room * 0.7 ? (room - height) / 2 : room * 0.12;
  box.scrollTop += top - box.getBoundingClientRect().top - bar - margin;
}

function sheet(open) {
  byId("fn-right")?.classList.toggle("fn-open", open);
  fence();
}

/** On a narrow screen the reader gives way to the conversation. */
export function uncover() {
  if (narrow.matches) leave();
}

/** Whether it lies over everything else, as on a narrow screen. */
export const covers = () => narrow.matches && Boolean(byId("fn-right")?.classList.contains("fn-open"));

// Under the sheet nothing can be reached; beside it, everything.
function fence() {
  for (const id of ["fn-left", "fn-check", "fn-head"]) byId(id)?.toggleAttribute("inert", covers());
}

function follow() {
  turn();
  if (REFERENCE.test(hash())) return show(hash());
  return close();
}

async function close() {
  sheet(false);
  back();
  if (!narrow.matches) await show("articles", { focus: false, open: false });
}

function leave() {
  if (depth() > 0) history.go(-depth());
  else if (hash()) {
    history.replaceState(null, "", location.pathname + location.search);
    close();
  } else close();
}

function back() {
  if (!opener) return;
  const link = opener.isConnected ? opener : document.querySelector(`#fn-main a.cite[href="${opener.getAttribute("href")}"]`);
  (link?.checkVisibility() ? link : field())?.focus();
}

const plain = (event) => !(event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);

on("click", (event) => {
  if (event.defaultPrevented || !plain(event)) return;
  const link = event.target.closest?.('a[href^="#"]');
  const reference = link?.getAttribute("href").slice(1);
  if (!link || !REFERENCE.test(reference)) return;
  event.preventDefault();
  if (!byId("fn-right").contains(link)) opener = link;
  show(reference, { push: true });
});

// Between asking and checking.
on("click", (event) => {
  const link = event.target.closest?.("a[data-page]");
  if (!link || !plain(event)) return;
  event.preventDefault();
  history.pushState({ depth: 0 }, "", link.href);
  opener = null;
  follow();
  field()?.focus();
});

on("keydown", (event) => {
  // In a field for searching it clears what was typed.
  if (event.key !== "Escape" || (event.target.type === "search" && event.target.value)) return;
  const reading = byId("fn-right")?.contains(document.activeElement);
  if (isTipped() && !reading) hideTip();
  else if (reading && narrow.matches) leave();
  else if (reading) back();
});

// "n" and "p" go to the next citation and the previous one.
on("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches?.("input, textarea, select")) return;
  if (event.key === "n" || event.key === "p") step(event.key === "n" ? 1 : -1);
});

// The title stays in sight where the text is scrolled away from it.
on("scroll", ({ target }) => {
  if (target.id !== "fn-reader") return;
  const title = byId("fn-reader-title")?.getBoundingClientRect();
  const bar = target.querySelector(".fn-bar");
  bar?.classList.toggle("fn-below", Boolean(title) && title.bottom < bar.getBoundingClientRect().bottom);
}, true);

onButtons({ close: leave, step: (button) => step(Number(button.dataset.by)) });
addEventListener("popstate", follow);
narrow.addEventListener("change", fence);

/** What the page starts with: the passage of its address, else the list beside the conversation. */
export async function start() {
  if (REFERENCE.test(hash())) return show(hash());
  return show("articles", { focus: false, open: false });
}
