/* The panel of conversations, and the one with the help. */
import { _, bridge, byId, download, field, on, onButtons, onSubmit, say, unreached } from "./page.js";
import { isOpen, recall, sent } from "./desk.js";
import { past } from "./reader.js";
import { refresh } from "./status.js";

const row = (element) => element.closest("li[data-conversation]");

let filled = 0; // only the last of several quick searches is shown
async function fill(call, more = {}) {
  const ticket = ++filled;
  const html = await bridge.server[call](sent({ words: byId("fn-find").value, ...more })).catch(() => null);
  if (ticket !== filled) return;
  byId("fn-conversations").innerHTML = html ?? '<p class="fn-none"></p>';
  if (html === null) byId("fn-conversations").firstChild.textContent = unreached();
}

async function forget(button) {
  const id = row(button)?.dataset.conversation;
  await fill("delete_conversation", id ? { conversation: id } : { all: true });
  if (!id || isOpen(id)) recall();
  byId("fn-desk").querySelector("button").focus();
}

async function save({ dataset, parentElement }) {
  const wanted = { conversation: row(parentElement).dataset.conversation, form: dataset.form, chat: `${location.origin}/` };
  const { name, content } = await bridge.server.export_conversation(sent(wanted)).catch(() => ({}));
  if (name) download(name, content);
  else say(_("The conversation could not be saved."));
}

function confirm(button, open) {
  const item = button.closest("li, .fn-all-conversations");
  item.querySelector(".fn-confirm").hidden = !open;
  item.querySelector(".fn-row").hidden = open;
  item.querySelector(open ? '[data-do="keep"]' : '[data-do="remove"]').focus();
}

/* ---- what is asked of an answer, kept with the conversations ---- */

/** @param {object} changed */
async function settings(changed = {}) {
  const held = await bridge.server.settings(sent(changed)).catch(() => null);
  if (!held) return say(unreached());
  const choice = document.querySelector(`[name="fn-dial"][value="${held.dial}"]`);
  if (choice instanceof HTMLInputElement) choice.checked = true;
  byId("fn-by").textContent = held.by;
  byId("fn-generator").hidden = !held.addresses;
}

on("change", ({ target }) => target.name === "fn-dial" && settings({ dial: target.value }));

onSubmit("#fn-generator", async (form, { address }) => {
  const problem = await bridge.server.offer_generator(sent({ address })).catch(unreached);
  form.querySelector(".fn-problem").textContent = problem;
  if (problem) return;
  form.reset();
  await settings();
  refresh();
});

on("input", ({ target }) => target.id === "fn-find" && fill("list_conversations"));
on("click", ({ target }) => {
  if (target.matches?.("#fn-desk, #fn-help")) target.close(); // beside the panel
  if (target.closest?.("#fn-help [data-ask]")) byId("fn-help").close();
});

onSubmit(".fn-rename", async (form) => {
  const id = row(form).dataset.conversation;
  await fill("rename_conversation", { conversation: id, name: form.querySelector("input").value });
  /** @type {HTMLElement} */ (document.querySelector(`[data-conversation="${id}"] .fn-open-conversation`))?.focus();
});

onButtons({
  export: save,
  desk: async () => {
    byId("fn-find").value = "";
    await fill("list_conversations");
    byId("fn-desk").showModal();
    settings();
  },
  "desk-close": () => byId("fn-desk").close(),
  help: async () => {
    byId("fn-desk").close();
    byId("fn-help-shown").innerHTML = await bridge.server.help_panel(sent({})).catch(() => "");
    byId("fn-help").showModal();
  },
  "help-close": () => byId("fn-help").close(),
  restart: () => {
    past();
    recall();
  },
  recall: (button) => {
    past();
    byId("fn-desk").close();
    recall(row(button).dataset.conversation);
    field()?.focus();
  },
  rename: (button) => {
    const form = row(button).querySelector(".fn-rename");
    form.hidden = !form.hidden;
    form.querySelector("input").select();
  },
  remove: (button) => confirm(button, true),
  keep: (button) => confirm(button, false),
  forget,
});
