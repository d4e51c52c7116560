/* What can be done with an answer: ask it again in another way or other words, copy it, judge it. */
import { _, bridge, byId, download, on, onButtons, onSubmit, say } from "./page.js";
import { past, uncover } from "./reader.js";
import { taken } from "./composer.js";
import { look } from "./status.js";

const number = (element) => Number(element.closest("[data-turn]")?.dataset.turn);
const ask = (more) => {
  past();
  bridge.trigger("ask", more);
};

/* ---- in other words ---- */

function reword(element) {
  const turn = element.closest("[data-turn]");
  const form = turn.querySelector(".fn-reword");
  form.hidden = !form.hidden;
  turn.querySelector(".fn-question").hidden = !form.hidden;
  (form.hidden ? turn.querySelector("[data-do=reword]") : form.querySelector("textarea")).focus();
}

on("keydown", (event) => {
  const form = event.target.closest?.(".fn-reword");
  if (!form || event.isComposing) return;
  if (event.key === "Escape") reword(form);
  else if (event.key === "Enter" && !event.shiftKey) form.requestSubmit();
  else return;
  event.preventDefault();
});

onSubmit(".fn-reword", (form) => {
  const question = form.querySelector("textarea").value.trim();
  if (question) ask({ again: number(form), question });
});

/* ---- copying ---- */

// Nothing but a link of the page's own looks like this: what others wrote has its brackets escaped.
const copy = (button) => copied(button, button.dataset.copy.replaceAll("](/#s/", `](${location.origin}/#s/`));

async function copied(button, text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Without https and away from this machine there is no clipboard but the old one.
    const field = document.createElement("textarea");
    field.value = text;
    document.body.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
    button.focus();
  }
  say(_("Copied."));
  const words = (button.dataset.words ||= button.textContent);
  button.style.minWidth = `${button.offsetWidth}px`; // nothing moves under the pointer
  button.textContent = _("Copied");
  setTimeout(() => (button.textContent = words), 2000);
}

// What can be copied is unfolded above its button until something else is clicked.
on("click", ({ target }) => {
  for (const open of document.querySelectorAll(".fn-copy[open]")) if (!open.contains(target)) open.removeAttribute("open");
});
on("keydown", ({ key, target }) => {
  const open = key === "Escape" && target.closest?.(".fn-copy[open]");
  if (!open) return;
  open.open = false;
  open.firstElementChild.focus();
});

/* ---- the buttons ---- */

let chosen = null; // the kind of answer that was chosen last, and of which turn
onButtons({
  copy,
  "copy-link": (button) => copied(button, new URL(button.dataset.address, document.baseURI).href),
  share: (button) => bridge.trigger("sharing", { turn: number(button), stop: "stop" in button.dataset }),
  download: ({ dataset }) => download(dataset.name, dataset.content),
  again: (button) => ask({ again: number(button) }),
  as: (button) => {
    chosen = { turn: number(button), kind: button.dataset.as };
    ask({ again: chosen.turn, kind: chosen.kind });
  },
  by: (button) => ask({ again: number(button), generator: button.dataset.by }),
  overview: (button) => {
    ask({ article: button.dataset.key });
    uncover();
  },
  unfold: (button) => {
    const folded = button.closest("[data-turn]").querySelector(".fn-question").classList.toggle("fn-folded");
    button.setAttribute("aria-expanded", String(!folded));
  },
  reword,
  judge: (button) => bridge.trigger("judge", { turn: number(button), verdict: button.dataset.verdict }),
});

onSubmit(".fn-remark", (form, { remark }) => {
  const { verdict } = form.closest("[data-turn]").querySelector('[data-verdict][aria-pressed="true"]').dataset;
  if (remark.trim()) bridge.trigger("judge", { turn: number(form), verdict, remark });
});

on("click", ({ target }) => {
  const question = target.closest?.("[data-ask]")?.dataset.ask;
  if (question) ask({ question });
});

/* ---- what comes into view ---- */

/** Whoever chose another kind of answer goes on at the button that was pressed, in the answer that came of it. */
export function keepFocus() {
  const section = chosen && document.querySelector(`[data-turn="${chosen.turn}"]:not([aria-busy])`);
  const pressed = section?.querySelector(`[data-as="${chosen.kind}"][aria-pressed="true"]`);
  const button = /** @type {HTMLElement} */ (pressed);
  if (!button) return;
  chosen = null;
  if (document.activeElement === document.body) button.focus({ preventScroll: true });
}

let turns = 0;
/** A new question comes into view; the answer then grows below it without moving the page. */
export function keepInView() {
  const sections = byId("fn-transcript")?.querySelectorAll(".fn-turn") || [];
  if (sections.length > turns) {
    sections[sections.length - 1].scrollIntoView({ block: "start" });
    taken();
    look();
  }
  turns = sections.length;
}

let reported = null;
/** A report comes into view once it is whole; while it grows the page stays where it is. */
export function reportInView() {
  const title = byId("fn-report")?.querySelector(".fn-report-title");
  if (title && title !== reported) title.scrollIntoView({ block: "start" });
  reported = title;
}
