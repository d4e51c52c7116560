/* What the page's buttons do, adding articles, and the start. The reader is in reader.js. */
(() => {
  "use strict";
  const footnote = (window.footnote ||= {});
  if (footnote.started) return;
  footnote.started = true;

  const byId = (id) => document.getElementById(id);
  const pause = (ms) => new Promise((done) => setTimeout(done, ms));

  /* ---- asking or checking, as the address says ---- */

  const checking = () => /\/check\/?$/.test(location.pathname);
  const field = () => byId(checking() ? "fn-claims-box" : "fn-question")?.querySelector("textarea, input");

  function turn() {
    document.documentElement.dataset.fnPage = checking() ? "check" : "ask";
    document.title = checking() ? "Check a text · Footnote" : "Footnote";
    // A citation opened in another window shows the passage beside what it was opened from.
    document.querySelector("base")?.setAttribute("href", location.pathname);
  }
  turn();

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-page]");
    if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    history.pushState({ depth: 0 }, "", link.href);
    footnote.opener(null);
    footnote.follow();
    field()?.focus();
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || !event.target.closest?.("#fn-claims-box")) return;
    event.preventDefault();
    byId("fn-check-button")?.click();
  });

  // Gradio drops what is sent while an answer is on its way. A blank question is not sent at all, and one sent too early
  // goes as soon as it can, if it still stands in the box.
  let [asking, early] = [false, ""];
  function onSend(event) {
    const [box] = document.querySelectorAll("#fn-question textarea, #fn-question input");
    if (!box || event.shiftKey || event.isComposing) return;
    if (box.value.trim()) [asking, early] = [true, asking ? box.value : ""];
    else {
      event.stopPropagation();
      event.preventDefault();
    }
  }
  const answered = () => {
    const again = early && field()?.value === early;
    [asking, early] = [false, ""];
    if (again) byId("fn-send").click();
  };
  document.addEventListener("click", (event) => event.target.closest?.("#fn-send") && onSend(event), true);
  document.addEventListener(
    "keydown",
    (event) => event.key === "Enter" && event.target.closest?.("#fn-question") && onSend(event),
    true,
  );

  // "/" leads to the question box, "?" opens the help.
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.matches?.("input, textarea, select") || document.querySelector("dialog[open]")) return;
    if (event.key === "/" && field()?.checkVisibility()) field().focus();
    else if (event.key === "?") document.querySelector("[data-do=help]").click();
    else return;
    event.preventDefault();
  });

  // Up in an empty question box brings back what was asked last, and again what was asked before that; Down leads back.
  let brought = 0;
  document.addEventListener("keydown", (event) => {
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

  /* ---- a question in other words ---- */

  function reword(element) {
    const turn = element.closest("[data-turn]");
    const form = turn.querySelector(".fn-reword");
    form.hidden = !form.hidden;
    turn.querySelector(".fn-question").hidden = !form.hidden;
    (form.hidden ? turn.querySelector("[data-do=reword]") : form.querySelector("textarea")).focus();
  }

  document.addEventListener("keydown", (event) => {
    const form = event.target.closest?.(".fn-reword");
    if (!form || event.isComposing) return;
    if (event.key === "Escape") reword(form);
    else if (event.key === "Enter" && !event.shiftKey) form.requestSubmit();
    else return;
    event.preventDefault();
  });

  document.addEventListener("submit", (event) => {
    if (!event.target.matches(".fn-reword")) return;
    event.preventDefault();
    const question = event.target.querySelector("textarea").value.trim();
    if (question) footnote.trigger("ask", { again: number(event.target), question });
  });

  // The button goes as soon as nothing is left to stop; whoever pressed it goes on at the one beside it.
  document.addEventListener("click", (event) => {
    if (event.target.closest?.("#fn-stop-button")) byId("fn-check-button")?.focus();
    if (event.target.closest?.("#fn-stop-answer")) field()?.focus();
  });

  function download(name, content) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([content], { type: "text/plain;charset=utf-8" }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
    say(`Saved as ${name}.`);
  }

  /* ---- asking and the buttons ---- */

  function say(text) {
    const line = byId("fn-status");
    if (line) line.textContent = text;
  }

  const UNREACHED = "the server cannot be reached";
  const number = (element) => Number(element.closest("[data-turn]")?.dataset.turn);
  const row = (element) => element.closest("li[data-key]");
  const confirming = (element) => element.closest("li, .fn-all-conversations");

  async function copy(button) {
    // Nothing but a link of the page's own looks like this: what others wrote has its brackets escaped.
    const text = button.dataset.copy.replaceAll("](/#s/", `](${location.origin}/#s/`);
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
    say("Copied.");
    const words = (button.dataset.words ||= button.textContent);
    button.textContent = "Copied";
    setTimeout(() => (button.textContent = words), 2000);
  }

  // What can be copied is unfolded above its button until something else is clicked.
  document.addEventListener("click", ({ target }) => {
    for (const open of document.querySelectorAll(".fn-copy[open]")) if (!open.contains(target)) open.open = false;
  });
  document.addEventListener("keydown", ({ key, target }) => {
    const open = key === "Escape" && target.closest?.(".fn-copy[open]");
    if (!open) return;
    open.open = false;
    open.firstElementChild.focus();
  });

  function confirmRemoval(item, open) {
    item.querySelector(".fn-confirm").hidden = !open;
    item.querySelector(".fn-row").hidden = open;
    item.querySelector(open ? '[data-do="keep"]' : '[data-do="remove"]').focus();
  }

  // What became of it is told where what is added is, with the way back.
  async function remove(name, what) {
    uploads = [{ name, state: "queued", text: "is being removed…" }];
    refill();
    const problem = await footnote.server.remove_articles(footnote.sent(what)).catch(() => UNREACHED);
    uploads = [problem ? { name, state: "failed", text: `not removed: ${problem}` } : { name, state: "removed", text: "removed", undo: true }];
    await changed();
    told();
  }

  async function undo() {
    const [{ name }] = uploads;
    const problem = await footnote.server.undo_removal(footnote.sent({})).catch(() => UNREACHED);
    uploads = [problem ? { name, state: "failed", text: problem } : { name, state: "added", text: "is back" }];
    await changed();
    told();
  }

  function told() {
    refill();
    say(uploads.map(({ name, text }) => `${name}: ${text}`).join(". "));
    (byId("fn-uploads")?.querySelector("button") || byId("fn-reader-title"))?.focus();
  }

  /* ---- what is known of an article ---- */

  function edit() {
    const form = byId("fn-edit");
    form.hidden = !form.hidden;
    const button = document.querySelector('[aria-controls="fn-edit"]');
    button.setAttribute("aria-expanded", String(!form.hidden));
    (form.hidden ? button : form.querySelector("input")).focus();
  }

  async function save(form, facts) {
    const { key, shownAs } = form.dataset;
    const problem = await footnote.server.edit_article(footnote.sent({ key, facts })).catch(() => UNREACHED);
    form.querySelector(".fn-problem").textContent = problem;
    if (problem) return;
    counted(await footnote.server.preparation(footnote.sent({})));
    refresh();
    await footnote.show(shownAs);
    say("Saved.");
  }

  document.addEventListener("submit", (event) => {
    if (event.target.id !== "fn-edit") return;
    event.preventDefault();
    save(event.target, Object.fromEntries(new FormData(event.target)));
  });

  const actions = {
    copy,
    download: ({ dataset }) => download(dataset.name, dataset.content),
    again: (button) => footnote.trigger("ask", { again: number(button) }),
    as: (button) => {
      chosen = { turn: number(button), kind: button.dataset.as };
      footnote.trigger("ask", { again: chosen.turn, kind: chosen.kind });
    },
    by: (button) => footnote.trigger("ask", { again: number(button), generator: button.dataset.by }),
    reword,
    judge: (button) => footnote.trigger("judge", { turn: number(button), verdict: button.dataset.verdict }),
    prepare: async () => {
      await footnote.server.prepare_again(footnote.sent({}));
      watch();
    },
    close: () => footnote.leave(),
    remove: (button) => confirmRemoval(confirming(button), true),
    more: (button) => list(Number(button.dataset.start)),
    keep: (button) => confirmRemoval(confirming(button), false),
    "remove-article": (button) => remove(row(button).querySelector(".fn-title").textContent, { key: row(button).dataset.key }),
    "remove-chosen": () => remove(document.querySelector(".fn-choice .fn-scope").textContent.replace(" may answer.", ""), {}),
    undo,
    edit,
    unedit: (button) => save(button.form, null),
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-do], [data-ask]");
    if (button?.dataset.ask) footnote.trigger("ask", { question: button.dataset.ask });
    else if (actions[button?.dataset.do]) actions[button.dataset.do](button);
  });

  /* ---- the list of articles ---- */

  let narrowed = ""; // what it is narrowed by, kept while an article of it is read
  let order = "newest"; // and in what order it stands
  let typing = 0;

  // The articles from `start` on: the first ones in the place of those shown, later ones below them.
  let listed = 0;
  async function list(start = 0) {
    const [words, by, ticket] = [narrowed, order, ++listed];
    const html = await footnote.server.list_articles(footnote.sent({ words, start, order: by })).catch(() => "");
    const place = byId("fn-list");
    if (!place || !html || ticket !== listed) return; // typed on meanwhile
    Object.assign(place.dataset, { words, order });
    if (start) place.querySelector(".fn-more")?.remove();
    else place.replaceChildren();
    place.insertAdjacentHTML("beforeend", html);
    if (start) [...place.querySelectorAll(".fn-list")].at(-1).querySelector(".fn-title").focus();
    say(`${place.querySelectorAll("li[data-key]").length} articles shown.`);
  }

  document.addEventListener("input", (event) => {
    if (event.target.id !== "fn-filter") return;
    narrowed = event.target.value;
    clearTimeout(typing);
    typing = setTimeout(() => list(), 150);
  });

  /* ---- adding articles ---- */

  let uploads = [];

  function refill() {
    const rows = byId("fn-uploads");
    rows?.replaceChildren(
      ...uploads.map(({ name, state, text, undo }) => {
        const item = document.createElement("li");
        const title = document.createElement("bdi");
        title.textContent = name;
        item.dataset.state = state;
        item.append(title, ` ${text}`);
        if (undo) item.insertAdjacentHTML("beforeend", ' <button type="button" class="fn-quiet" data-do="undo">Undo</button>');
        return item;
      }),
    );
  }

  // A list that was put in anew has neither what was typed nor what became of the files.
  function restore() {
    const [field, choice, shown] = [byId("fn-filter"), byId("fn-order"), byId("fn-list")?.dataset];
    if (shown && ((field && (shown.words ?? "") !== narrowed) || (choice && (shown.order ?? "newest") !== order))) {
      if (field) field.value = narrowed;
      if (choice) choice.value = order;
      list();
    }
    if (uploads.length && byId("fn-uploads")?.children.length === 0) refill();
  }

  async function add(files) {
    const rows = [...files].map((file) => ({ file, name: file.name, state: "queued", text: "waiting" }));
    uploads = rows;
    for (const entry of rows) {
      Object.assign(entry, { state: "reading", text: "reading…" });
      refill();
      Object.assign(entry, await send(entry.file));
      delete entry.file;
      if (entry.state === "added") await changed();
      refill();
    }
    say(rows.map(({ name, text }) => `${name}: ${text}`).join(". "));
    if (byId("fn-files")) byId("fn-files").value = "";
  }

  // A text that was pasted or dropped, or the address of an article.
  async function addText(text) {
    const name = text.trim().split("\n")[0].slice(0, 60);
    uploads = [{ name, state: "reading", text: "reading…" }];
    refill();
    const added = await footnote.server.add_text(footnote.sent({ text })).catch(() => ({ state: "failed", text: UNREACHED }));
    uploads = [{ name, ...added }];
    if (added.state === "added") await changed();
    refill();
    say(`${name}: ${added.text}`);
  }

  document.addEventListener("submit", (event) => {
    if (event.target.id !== "fn-paste") return;
    event.preventDefault();
    addText(new FormData(event.target).get("text"));
    event.target.reset();
  });

  // Files, texts and addresses can be dropped anywhere on the page but in a field, which takes texts itself.
  const dropped = ({ types }) => types.includes("Files") || types.includes("text/uri-list") || types.includes("text/plain");
  const fielded = (event) => event.target.closest?.("input, textarea") && !event.dataTransfer.types.includes("Files");
  let dragged = null; // what began on this page stays on it
  document.addEventListener("dragstart", ({ target }) => (dragged = target));
  document.addEventListener("dragend", () => (dragged = null));
  document.addEventListener("dragover", (event) => {
    if (dragged || !dropped(event.dataTransfer) || fielded(event)) return;
    event.preventDefault();
    byId("fn-drop").hidden = false;
  });
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) byId("fn-drop").hidden = true;
  });
  document.addEventListener("drop", async (event) => {
    byId("fn-drop").hidden = true;
    if (dragged || !dropped(event.dataTransfer) || fielded(event)) return;
    event.preventDefault();
    const [files, text] = [[...event.dataTransfer.files], event.dataTransfer.getData("text/plain")];
    await footnote.show("articles", { push: true, focus: false });
    if (files.length) add(files);
    else if (text.trim()) addText(text);
  });

  async function send(file) {
    if (!file.size) return { state: "failed", text: "is empty" };
    if (file.size > footnote.maxFile) return { state: "failed", text: "is larger than 10 MB" };
    try {
      const { path } = await footnote.upload(file);
      return await footnote.server.add_article({ name: file.name, path });
    } catch {
      return { state: "failed", text: "could not be sent" };
    }
  }

  document.addEventListener("change", (event) => {
    if (event.target.id === "fn-order") {
      order = event.target.value;
      list();
    }
    if (event.target.id === "fn-files" && event.target.files.length) add(event.target.files);
  });

  // An answer on its way is drawn as the articles are anyhow; drawn anew beside that, it could come out as it was before.
  function refresh() {
    if (!document.querySelector(".fn-turn[aria-busy]")) footnote.trigger("refresh", {});
  }

  // The list of articles is another one now: so are the numbers and the questions to start with.
  async function changed() {
    counted(await footnote.server.preparation(footnote.sent({})));
    refresh();
    await footnote.show("articles", { focus: false });
  }

  // Another window, or `rag update`, may have changed the articles: seen when one comes back here, and when one asks.
  let version = null;
  const seen = ({ version, scope }) => `${version} ${scope}`;
  async function look() {
    const known = version;
    const status = await footnote.server.preparation(footnote.sent({})).catch(() => null);
    if (!status) return lost();
    if (run && status.run !== run) return begun(status);
    if (watching || !status || known === null || known !== version || seen(status) === known) return;
    counted(status);
    if (document.querySelector(".fn-welcome")) refresh();
    if (byId("fn-reader")?.querySelector(".fn-view")?.dataset.view === "articles")
      await footnote.show("articles", { focus: false, open: false });
  }
  addEventListener("focus", look);

  // Whether the server is there is seen now and then; once it is back, so is the conversation, though the server may have
  // been started anew and know nothing of it.
  let [run, losing] = ["", false];
  async function lost() {
    if (losing) return;
    losing = true;
    byId("fn-lost").hidden = false;
    let status = null;
    while (!status) {
      await pause(2000);
      status = await footnote.server.preparation(footnote.sent({})).catch(() => null);
    }
    losing = false;
    byId("fn-lost").hidden = true;
    begun(status);
  }

  function begun(status) {
    run = status.run;
    [asking, early] = [false, ""];
    footnote.opened(); // what was opening when the server went never will be
    footnote.resume();
    watch();
  }

  function counted(status) {
    version = seen(status);
    run ||= status.run;
    byId("fn-count-line").textContent = status.text;
    const progress = document.querySelectorAll(".fn-welcome .fn-progress, [data-view=waiting] .fn-progress");
    for (const line of progress) line.textContent = status.text;
    for (const line of document.querySelectorAll(".fn-scope")) line.textContent = status.scope;
    for (const part of document.querySelectorAll(".fn-scoped")) part.hidden = !status.limited;
    return status.state;
  }

  /* ---- start ---- */

  let watching = false;
  async function watch() {
    if (watching) return;
    watching = true;
    await prepared();
    watching = false;
  }

  async function prepared() {
    let before = "";
    for (;;) {
      const state = await footnote.server.preparation(footnote.sent({})).then(counted, () => "lost");
      if (state !== before && state !== "lost") refresh();
      before = state;
      const view = byId("fn-reader")?.querySelector(".fn-view")?.dataset.view;
      if (view === "waiting") await footnote.start();
      else if (view === "articles") await footnote.show("articles", { focus: false, open: false });
      if (state === "ready") return;
      await pause(state === "preparing" ? 700 : 3000);
    }
  }

  // Whoever chose another kind of answer goes on at the button that was pressed, in the answer that came of it.
  let chosen = null;
  function keepFocus() {
    const section = chosen && document.querySelector(`[data-turn="${chosen.turn}"]:not([aria-busy])`);
    const button = section?.querySelector(`[data-as="${chosen.kind}"][aria-pressed="true"]`);
    if (!button) return;
    chosen = null;
    if (document.activeElement === document.body) button.focus({ preventScroll: true });
  }

  // A new question comes into view; the answer then grows below it without moving the page.
  let turns = 0;
  function keepInView() {
    const sections = byId("fn-transcript")?.querySelectorAll(".fn-turn") || [];
    if (sections.length > turns) {
      sections[sections.length - 1].scrollIntoView({ block: "start" });
      look();
    }
    turns = sections.length;
  }

  // A report comes into view once it is whole; while it grows the page stays where it is.
  let reported = null;
  function reportInView() {
    const title = byId("fn-report")?.querySelector(".fn-report-title");
    if (title && title !== reported) title.scrollIntoView({ block: "start" });
    reported = title;
  }

  // Gradio's client reads all answers from one stream, which ends with the last of them. What is sent while it ends is
  // taken for heard already, and its answer would wait until something else is sent: so something is.
  function listen() {
    let [sent, ended] = [[], 0];
    new PerformanceObserver((seen) => {
      for (const { name, responseEnd } of seen.getEntries()) {
        if (name.includes("/queue/join")) sent.push(responseEnd);
        if (name.includes("/queue/data")) setTimeout(check, 500, responseEnd);
      }
    }).observe({ type: "resource" });
    function check(end) {
      const together = sent.filter((time) => time > ended && time < end + 100);
      [sent, ended] = [sent.filter((time) => time > end), end];
      if (together.length > 1) footnote.trigger("listen", {});
    }
  }

  function begin() {
    if (footnote.begun || !footnote.trigger || !footnote.server || !byId("fn-count-line") || !byId("fn-report")) return;
    footnote.begun = true;
    for (const see of [keepInView, keepFocus])
      new MutationObserver(see).observe(byId("fn-transcript"), { childList: true, subtree: true });
    new MutationObserver(restore).observe(byId("fn-reader"), { childList: true, subtree: true });
    new MutationObserver(reportInView).observe(byId("fn-report"), { childList: true, subtree: true });
    listen();
    setInterval(() => document.visibilityState === "visible" && look(), 10000);
    footnote.resume();
    watch();
  }

  Object.assign(footnote, { say, turn, field, answered, counted, list, download });
  document.addEventListener("footnote", begin);
  begin();
})();
