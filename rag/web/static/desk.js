/* Whose conversation is on the page, and which. Who it belongs to is a number that this browser drew; where it may store
   nothing, a conversation lasts as long as its page. */
import { bridge, stored } from "./page.js";

const token = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const owner = stored("localStorage", "owner") || stored("localStorage", "owner", token()) || token();
let conversation = stored("sessionStorage", "conversation") || stored("localStorage", "conversation") || token();

export const isOpen = (id) => id === conversation;

/** What a server function is sent. @param {object} more */
export const sent = (more) => ({ owner, conversation, open: conversation, ...more });

/** @type {(() => void)[]} */
const waiting = [];
/** @type {Promise<unknown>} */
let opening = null;
/** @type {Promise<unknown>} */
let choosing = null;

/**
 * Another conversation on the page: one that is kept, or a new one. What is asked meanwhile waits until it is open, and
 * so does the next one.
 */
export async function recall(id = token(), { typed = false } = {}) {
  conversation = id;
  for (const area of /** @type {const} */ (["sessionStorage", "localStorage"])) stored(area, "conversation", id);
  const before = opening;
  if (before && !typed) clear();
  opening = new Promise((opened) => waiting.push(() => opened(null)));
  await before;
  bridge.trigger("recall", { owner, conversation: id });
}

// Done here, at once: what somebody types while the conversation opens stays.
function clear() {
  const box = /** @type {HTMLTextAreaElement} */ (document.querySelector("#fn-question textarea"));
  box.value = "";
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

export const opened = () => waiting.shift()?.();

/** A question waits for the conversation that is being opened, and for a choice of articles that is on its way. */
export const settled = () => Promise.all([opening, choosing]);

/** @param {Promise<unknown>} done */
export const choice = (done) => (choosing = Promise.all([choosing, done]));

/** What a page begins with, once it is connected: the conversation that was open here. */
export const resume = () => recall(conversation, { typed: true });
