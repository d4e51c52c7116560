/* The question box: sending, what was asked before, and the keys that lead to it. */
import { byId, checking, field, on, stored } from "./page.js";
import { past } from "./reader.js";

// Gradio drops what is sent while an answer is on its way. A blank question is not sent at all, and one sent too early
// goes as soon as it can, if it still stands in the box.
let [asking, early] = [false, ""];

/** @param {any} event */
function onSend(event) {
  const box = /** @type {HTMLTextAreaElement} */ (document.querySelector("#fn-question :is(textarea, input)"));
  if (!box || event.shiftKey || event.isComposing) return;
  if (box.value.trim()) {
    [asking, early] = [true, asking ? box.value : ""];
    past();
  } else {
    event.stopPropagation();
    event.preventDefault();
  }
}

on("click", (event) => event.target.closest?.("#fn-send") && onSend(event), true);
on("keydown", (event) => event.key === "Enter" && event.target.closest?.("#fn-question") && onSend(event), true);

// Once the server is back Gradio loads the page anew: what was typed stays until it is a question of the conversation.
const draft = (text) => stored("sessionStorage", "draft", text);
on("input", ({ target }) => target.closest?.("#fn-question") && draft(target.value));

/** The question that was sent stands in the conversation. */
export function taken() {
  if (asking) draft("");
}

/** What was typed before the page was loaded anew. */
export function restoreDraft() {
  const [box, text] = [field(), draft()];
  if (checking() || !box || box.value || !text) return;
  box.value = text;
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

/** Nothing is on its way any more. */
export const forget = () => ([asking, early] = [false, ""]);

export function answered() {
  const again = early && field()?.value === early;
  forget();
  if (again) byId("fn-send").click();
}

// "/" leads to the question box, "?" opens the help.
on("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.matches?.("input, textarea, select") || document.querySelector("dialog[open]")) return;
  if (event.key === "/" && field()?.checkVisibility()) field().focus();
  else if (event.key === "?") /** @type {HTMLElement} */ (document.querySelector("[data-do=help]")).click();
  else return;
  event.preventDefault();
});

on("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || !event.target.closest?.("#fn-claims-box")) return;
  event.preventDefault();
  byId("fn-check-button")?.click();
});

// Up in an empty question box brings back what was asked last, and again what was asked before that; Down leads back.
let brought = 0;
on("keydown", (event) => {
  const { key, target } = event;
  if (!["ArrowUp", "ArrowDown"].includes(key) || !target.closest?.("#fn-question")) return;
  const asked = [...document.querySelectorAll(".fn-question")].map((question) => question.textContent);
  if (target.value === "") brought = asked.length;
  else if (target.value !== asked[brought]) return;
  const next = brought + (key === "ArrowUp" ? -1 : 1);
  if (next < 0 || next > asked.length) return;
  event.preventDefault();
  brought = next;
  target.value = asked[next] ?? "";
  target.dispatchEvent(new Event("input", { bubbles: true }));
});

// The button goes as soon as nothing is left to stop; whoever pressed it goes on at the one beside it.
on("click", ({ target }) => {
  if (target.closest?.("#fn-stop-button")) byId("fn-check-button")?.focus();
  if (target.closest?.("#fn-stop-answer")) field()?.focus();
});
