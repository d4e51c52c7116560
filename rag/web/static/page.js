/* What every module needs: the bridge to Gradio, elements by id, listeners, and the page's one status line. */

/**
 * @typedef {object} Bridge What Gradio's blocks put in once they are there; `python` calls the three last ones.
 * @property {(name: string, data: object) => void} trigger Sends an event of the transcript.
 * @property {Record<string, (sent: object) => Promise<any>>} server The functions of rag/web/calls.py.
 * @property {{value: string}} props Of the reader.
 * @property {(file: File) => Promise<{path: string}>} upload
 * @property {number} maxFile In bytes.
 * @property {string} language Of the page.
 * @property {Record<string, string>} words What messages are in it, where that is not English.
 * @property {() => Promise<unknown>} settled
 * @property {() => void} answered
 * @property {() => void} opened
 */
/** @type {Bridge} */
export const bridge = (window["footnote"] ||= {});

/**
 * A message in the language of the page, with the values in the places that are named by them.
 * @param {string} message
 * @param {Record<string, string | number>} [values]
 */
export function _(message, values = {}) {
  const worded = bridge.words[message] ?? message;
  const shown = (value) => (typeof value === "number" ? value.toLocaleString(bridge.language) : value);
  return worded.replace(/\{(\w+)\}/g, (place, name) => shown(values[name] ?? place));
}

export const unreached = () => _("The server cannot be reached.");

/** Who may do what here. `proxied`: a proxy has people sign in, where a page is asked for. */
export const rights = { proxied: false, reads: false };

// Whoever is signed in no longer, because it was ended elsewhere or took too long, signs in and comes back to this place.
const fetched = window.fetch;
window.fetch = async (...given) => {
  const response = await fetched(...given);
  if (response.status === 401) leave();
  return response;
};

function leave() {
  const { pathname, search, hash } = location;
  if (rights.proxied) location.reload();
  else location.assign(`login?next=${encodeURIComponent(pathname + search + hash)}`);
}

/** @param {string} id @returns {any} */
export const byId = (id) => document.getElementById(id);

/** @param {number} ms @returns {Promise<void>} */
export const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/**
 * Listens to the whole page: Gradio puts its blocks in later and changes them in place.
 * @template {keyof DocumentEventMap} Type
 * @param {Type} type
 * @param {(event: DocumentEventMap[Type] & {target: any}) => void} listener
 * @param {boolean} [first] before anything on the way
 */
export const on = (type, listener, first = false) => document.addEventListener(type, /** @type {any} */ (listener), first);

/**
 * What a click on each `data-do` does.
 * @param {Record<string, (button: any) => void>} actions
 */
export function onButtons(actions) {
  on("click", ({ target }) => {
    const button = target.closest?.("[data-do]");
    actions[button?.dataset.do]?.(button);
  });
}

/**
 * What a form of this selector does with what was filled in.
 * @param {string} selector
 * @param {(form: any, filled: Record<string, any>) => void} act
 */
export function onSubmit(selector, act) {
  on("submit", (event) => {
    if (!event.target.matches(selector)) return;
    event.preventDefault();
    act(event.target, Object.fromEntries(new FormData(event.target)));
  });
}

/** Told to a screen reader. @param {string} text */
export function say(text) {
  const line = byId("fn-status");
  if (line) line.textContent = text;
}

/** @param {string} name @param {string} content */
export function download(name, content) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content], { type: "text/plain;charset=utf-8" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  say(_("Saved as {name}.", { name }));
}

/** Kept in this browser, where it may keep anything. @param {"localStorage" | "sessionStorage"} area @param {string} name @param {string} [value] */
export function stored(area, name, value) {
  try {
    if (value !== undefined) window[area].setItem(`footnote.${name}`, value);
    return window[area].getItem(`footnote.${name}`);
  } catch {
    return null;
  }
}

/* ---- asking or checking, as the address says ---- */

export const checking = () => /\/check\/?$/.test(location.pathname);

/** The box that is written in. */
export const field = () => byId(checking() ? "fn-claims-box" : "fn-question")?.querySelector("textarea, input");

export function turn() {
  document.documentElement.dataset.fnPage = checking() ? "check" : "ask";
  document.title = checking() ? `${_("Check a text")} · Footnote` : "Footnote";
  // A citation opened in another window shows the passage beside what it was opened from.
  document.querySelector("base")?.setAttribute("href", location.pathname);
}
