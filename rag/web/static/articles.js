/* The list of articles: narrowing, order, which may answer; removing with the way back; what is known of one. */
import { _, bridge, byId, on, onButtons, onSubmit, say, unreached } from "./page.js";
import { choice, sent } from "./desk.js";
import { show } from "./reader.js";
import { changed, count, counted, refresh } from "./status.js";
import { report, reported, restoreReport, sayReport } from "./adding.js";

/* ---- what is listed ---- */

/** What it is narrowed by and in what order it stands, kept while an article of it is read. */
const narrowed = { words: "", order: "newest", facets: {} };
let typing = 0;
let listed = 0;

// The articles from `start` on: the first ones in the place of those shown, later ones below them.
async function list(start = 0) {
  const ticket = ++listed;
  const asked = JSON.stringify(narrowed);
  const html = await bridge.server.list_articles(sent({ ...narrowed, start })).catch(() => "");
  const place = byId("fn-list");
  if (!place || !html || ticket !== listed) return; // typed on meanwhile
  const focused = place.contains(document.activeElement) && document.activeElement.id;
  place.dataset.narrowed = asked;
  if (start) place.querySelector(".fn-more")?.remove();
  else place.replaceChildren();
  place.insertAdjacentHTML("beforeend", html);
  if (start) [...place.querySelectorAll(".fn-list")].at(-1).querySelector(".fn-title").focus();
  else if (focused) byId(focused)?.focus();
  say(_("{n} articles shown.", { n: place.querySelectorAll("li[data-key]").length }));
}

on("input", ({ target }) => {
  if (target.id !== "fn-filter") return;
  narrowed.words = target.value;
  clearTimeout(typing);
  typing = setTimeout(list, 150);
});

on("change", ({ target }) => {
  const { facet } = target.dataset;
  if (target.id === "fn-order") narrowed.order = target.value;
  else if (facet) narrowed.facets = { ...narrowed.facets, [facet]: target.value };
  else return;
  list();
});

const UNNARROWED = JSON.stringify(narrowed);

/** A list that was put in anew has neither what was typed nor what became of the files. */
export function restore() {
  const place = byId("fn-list");
  if (place && (place.dataset.narrowed ?? UNNARROWED) !== JSON.stringify(narrowed)) {
    if (byId("fn-filter")) byId("fn-filter").value = narrowed.words;
    if (byId("fn-order")) byId("fn-order").value = narrowed.order;
    list();
  }
  restoreReport();
}

/* ---- which of them may answer ---- */

async function choose(more) {
  const done = bridge.server.choose(sent(more)).catch(() => null);
  choice(done);
  const status = await done;
  if (status) counted(status);
  else say(unreached());
  if (!more.key) await list();
}

on("change", ({ target }) => {
  if (target.matches(".fn-choose")) choose({ key: target.closest("li").dataset.key, chosen: target.checked });
});

/* ---- removing ---- */

// What became of it is told where what is added is, with the way back.
async function remove(name, what) {
  report([{ name, state: "queued", text: _("is being removed…") }]);
  const problem = await bridge.server.remove_articles(sent(what)).catch(unreached);
  const told = problem ? { name, state: "failed", text: _("not removed: {problem}", { problem }) } : { name, state: "removed", text: _("removed"), undo: true };
  await done(told);
}

async function undo() {
  const [{ name }] = reported();
  const problem = await bridge.server.undo_removal(sent({})).catch(unreached);
  await done(problem ? { name, state: "failed", text: problem } : { name, state: "added", text: _("is back") });
}

async function done(row) {
  report([row]);
  await changed();
  report([row]);
  sayReport();
  (byId("fn-uploads")?.querySelector("button") || byId("fn-reader-title"))?.focus();
}

/* ---- what is known of one ---- */

function edit() {
  const form = byId("fn-edit");
  form.hidden = !form.hidden;
  const button = /** @type {HTMLElement} */ (document.querySelector('[aria-controls="fn-edit"]'));
  button.setAttribute("aria-expanded", String(!form.hidden));
  (form.hidden ? button : form.querySelector("input")).focus();
}

async function save(form, facts) {
  const { key, shownAs } = form.dataset;
  const problem = await bridge.server.edit_article(sent({ key, facts })).catch(unreached);
  form.querySelector(".fn-problem").textContent = problem;
  if (problem) return;
  await count();
  refresh();
  await show(shownAs);
  say(_("Saved."));
}

onSubmit("#fn-edit", save);
const row = (button) => button.closest("li[data-key]");
onButtons({
  more: (button) => list(Number(button.dataset.start)),
  choose: () => choose({}),
  unnarrow: () => {
    Object.assign(narrowed, { words: "", facets: {} });
    if (byId("fn-filter")) byId("fn-filter").value = "";
    list();
  },
  "choose-found": () => choose(narrowed),
  "remove-article": (button) => remove(row(button).querySelector(".fn-title").textContent, { key: row(button).dataset.key }),
  "remove-chosen": () => remove(/** @type {HTMLElement} */ (document.querySelector(".fn-choice .fn-scope")).dataset.asked, {}),
  undo,
  edit,
  unedit: (button) => save(button.form, null),
});
