/* Adding articles: files, texts and addresses, chosen, pasted or dropped anywhere; what became of each, above the list. */
import { _, bridge, byId, on, onSubmit, rights, say, unreached } from "./page.js";
import { sent } from "./desk.js";
import { show } from "./reader.js";
import { changed } from "./status.js";

/** @typedef {{name: string, state: string, text: string, undo?: boolean, file?: File}} Row */
/** @type {Row[]} */
let rows = [];

/** Show what became of something. @param {Row[]} next */
export function report(next) {
  rows = next;
  byId("fn-uploads")?.replaceChildren(
    ...rows.map(({ name, state, text, undo }) => {
      const item = document.createElement("li");
      const title = document.createElement("bdi");
      title.textContent = name;
      item.dataset.state = state;
      item.append(title, ` ${text}`);
      if (undo) item.append(" ", undoing());
      return item;
    }),
  );
}

function undoing() {
  const button = document.createElement("button");
  Object.assign(button, { type: "button", className: "fn-quiet", textContent: _("Undo") });
  button.dataset.do = "undo";
  return button;
}

/** A list that was put in anew does not have it yet. */
export function restoreReport() {
  if (rows.length && byId("fn-uploads")?.children.length === 0) report(rows);
}

export const reported = () => rows;
export const sayReport = () => say(rows.map(({ name, text }) => `${name}: ${text}`).join(". "));

async function add(files) {
  const sending = [...files].map((file) => ({ file, name: file.name, state: "queued", text: _("waiting") }));
  for (const entry of sending) {
    Object.assign(entry, { state: "reading", text: _("reading…") });
    report(sending);
    Object.assign(entry, await send(entry.file));
    delete entry.file;
    if (entry.state === "added") await shown();
    report(sending);
  }
  sayReport();
  if (byId("fn-files")) byId("fn-files").value = "";
}

// What was just added stands on top.
async function shown() {
  await changed();
  const order = byId("fn-order");
  if (!order || order.value === "added") return;
  order.value = "added";
  order.dispatchEvent(new Event("change", { bubbles: true }));
}

async function send(file) {
  if (!file.size) return { state: "failed", text: _("is empty") };
  if (file.size > bridge.maxFile) return { state: "failed", text: _("is larger than 10 MB") };
  try {
    const { path } = await bridge.upload(file);
    return await bridge.server.add_article({ name: file.name, path });
  } catch {
    return { state: "failed", text: _("could not be sent") };
  }
}

// A text that was pasted or dropped, or the address of an article.
async function addText(text) {
  const name = text.trim().split("\n")[0].slice(0, 60);
  report([{ name, state: "reading", text: _("reading…") }]);
  const added = await bridge.server.add_text(sent({ text })).catch(() => ({ state: "failed", text: unreached() }));
  if (added.state === "added") await shown();
  report([{ name, ...added }]);
  sayReport();
}

on("change", ({ target }) => target.id === "fn-files" && target.files.length && add(target.files));
onSubmit("#fn-paste", (form, { text }) => {
  addText(text);
  form.reset();
});

// In a field, texts are dropped into it.
const dropped = ({ types }) => types.includes("Files") || types.includes("text/uri-list") || types.includes("text/plain");
const fielded = (event) => event.target.closest?.("input, textarea") && !event.dataTransfer.types.includes("Files");
let dragged = null; // what began on this page stays on it
on("dragstart", ({ target }) => (dragged = target));
on("dragend", () => (dragged = null));
on("dragover", (event) => {
  if (dragged || rights.reads || !dropped(event.dataTransfer) || fielded(event)) return;
  event.preventDefault();
  byId("fn-drop").hidden = false;
});
on("dragleave", (event) => {
  if (!event.relatedTarget) byId("fn-drop").hidden = true;
});
on("drop", async (event) => {
  byId("fn-drop").hidden = true;
  if (dragged || rights.reads || !dropped(event.dataTransfer) || fielded(event)) return;
  event.preventDefault();
  const [files, text] = [[...event.dataTransfer.files], event.dataTransfer.getData("text/plain")];
  await show("articles", { push: true, focus: false });
  if (files.length) add(files);
  else if (text.trim()) addText(text);
});
