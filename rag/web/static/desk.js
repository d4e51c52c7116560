/* Whose conversations these are, the panel that lists them, and the theme. Who they belong to is a number that this
   browser drew; where it may store nothing, a conversation lasts as long as its page. */
(() => {
  "use strict";
  const footnote = (window.footnote ||= {});
  if (footnote.recall) return;

  const byId = (id) => document.getElementById(id);

  function stored(area, name, value) {
    try {
      if (value !== undefined) window[area].setItem(`footnote.${name}`, value);
      return window[area].getItem(`footnote.${name}`);
    } catch {
      return null;
    }
  }

  const token = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const owner = stored("localStorage", "owner") || stored("localStorage", "owner", token()) || token();
  let conversation = stored("sessionStorage", "conversation") || stored("localStorage", "conversation") || token();

  // Another conversation on the page: one that is kept, or a new one. What is asked meanwhile waits until it is open, and
  // so does the next one.
  async function recall(id = token(), { typed = false } = {}) {
    conversation = id;
    for (const area of ["sessionStorage", "localStorage"]) stored(area, "conversation", id);
    const before = footnote.opening;
    if (before && !typed) clear();
    footnote.opening = new Promise((opened) => waiting.push(opened));
    await before;
    footnote.trigger("recall", { owner, conversation: id });
  }
  // Done here, at once: what somebody types while the conversation opens stays.
  function clear() {
    const box = document.querySelector("#fn-question textarea");
    box.value = "";
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }
  const waiting = [];
  const opened = () => waiting.shift()?.();

  /* ---- which articles may answer ---- */

  // A question waits for the conversation that is being opened, and for a choice that is on its way.
  let choosing = null;
  const settled = () => Promise.all([footnote.opening, choosing]);

  async function choose(more) {
    const done = footnote.server.choose(sent(more)).catch(() => null);
    choosing = Promise.all([choosing, done]);
    const status = await done;
    if (status) footnote.counted(status);
    else footnote.say("The server cannot be reached.");
    if (!more.key) await footnote.list();
  }

  document.addEventListener("change", ({ target }) => {
    if (target.matches(".fn-choose")) choose({ key: target.closest("li").dataset.key, chosen: target.checked });
  });

  /* ---- the panel ---- */

  const row = (element) => element.closest("li[data-conversation]");
  const sent = (more) => ({ owner, conversation, open: conversation, ...more });

  let filled = 0; // only the last of several quick searches is shown
  async function fill(call, more = {}) {
    const ticket = ++filled;
    const html = await footnote.server[call](sent({ words: byId("fn-find").value, ...more })).catch(() => null);
    if (ticket === filled) byId("fn-conversations").innerHTML = html ?? '<p class="fn-none">The server cannot be reached.</p>';
  }

  async function forget(button) {
    const id = row(button)?.dataset.conversation;
    await fill("delete_conversation", id ? { conversation: id } : { all: true });
    if (!id || id === conversation) recall();
    byId("fn-desk").querySelector("button").focus();
  }

  document.addEventListener("input", ({ target }) => target.id === "fn-find" && fill("list_conversations"));

  async function save({ dataset, parentElement }) {
    const wanted = { conversation: row(parentElement).dataset.conversation, form: dataset.form, chat: `${location.origin}/` };
    const { name, content } = await footnote.server.export_conversation(sent(wanted)).catch(() => ({}));
    if (name) footnote.download(name, content);
    else footnote.say("The conversation could not be saved.");
  }

  const actions = {
    export: save,
    desk: async () => {
      byId("fn-find").value = "";
      await fill("list_conversations");
      byId("fn-desk").showModal();
    },
    "desk-close": () => byId("fn-desk").close(),
    help: async () => {
      byId("fn-desk").close();
      byId("fn-help-shown").innerHTML = await footnote.server.help_panel(sent({})).catch(() => "");
      byId("fn-help").showModal();
    },
    "help-close": () => byId("fn-help").close(),
    restart: () => recall(),
    choose: () => choose({}),
    "choose-found": () => choose({ words: byId("fn-filter").value }),
    recall: (button) => {
      byId("fn-desk").close();
      recall(row(button).dataset.conversation);
      footnote.field()?.focus();
    },
    rename: (button) => {
      const form = row(button).querySelector(".fn-rename");
      form.hidden = !form.hidden;
      form.querySelector("input").select();
    },
    forget,
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-do]");
    actions[button?.dataset.do]?.(button);
    if (event.target.matches?.("#fn-desk, #fn-help")) event.target.close(); // beside the panel
    if (event.target.closest?.("#fn-help [data-ask]")) byId("fn-help").close();
  });

  document.addEventListener("submit", async (event) => {
    if (!event.target.matches(".fn-rename")) return;
    event.preventDefault();
    const id = row(event.target).dataset.conversation;
    await fill("rename_conversation", { conversation: id, name: event.target.querySelector("input").value });
    document.querySelector(`[data-conversation="${id}"] .fn-open-conversation`)?.focus();
  });

  /* ---- the theme and the size of the text ---- */

  const USUAL = { theme: "system", size: "normal" };

  function dress() {
    for (const [name, usual] of Object.entries(USUAL)) {
      const value = chosen[name] || usual;
      document.documentElement.dataset[name] = value;
      const choice = document.querySelector(`[name="fn-${name}"][value="${value}"]`);
      if (choice) choice.checked = true;
    }
  }

  const chosen = Object.fromEntries(Object.keys(USUAL).map((name) => [name, stored("localStorage", name)]));
  document.addEventListener("change", ({ target }) => {
    const name = target.name?.replace("fn-", "");
    if (!(name in USUAL)) return;
    stored("localStorage", name, (chosen[name] = target.value));
    dress();
  });
  dress();

  // What a page begins with, once it is connected: the conversation that was open here.
  function begin() {
    dress();
    recall(conversation, { typed: true });
  }

  Object.assign(footnote, { recall, opened, sent, settled, resume: begin });
})();
