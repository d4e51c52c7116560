/* The reader: a citation opens its article with the passage marked, in view and focused; Back, Escape, reload and
   shared links work; the quote shows on hover and focus. Listeners hang on the document, because Gradio puts the
   blocks in later and changes them in place. */
(() => {
  "use strict";
  const footnote = (window.footnote ||= {});
  if (footnote.show) return;

  const narrow = matchMedia("(max-width: 860px)");
  const REFERENCE = /^(s\/[0-9a-f]{16}\/\d{1,10}-\d{1,10}|a\/[0-9a-f]{16}|articles)$/;
  const byId = (id) => document.getElementById(id);
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  const hash = () => location.hash.slice(1);
  const depth = () => history.state?.depth || 0;
  let opener = null; // the link that led into the reader, to come back to
  let latest = 0; // only the last of several quick clicks is shown

  async function show(reference, { push = false, focus = true, open = true } = {}) {
    const ticket = ++latest;
    hideTip();
    let html;
    try {
      html = await footnote.server.open_reference(footnote.sent({ reference }));
    } catch {
      footnote.say("The server cannot be reached.");
      return;
    }
    if (ticket !== latest) return;
    if (push && reference !== hash()) history.pushState({ depth: depth() + 1 }, "", `${location.pathname}${location.search}#${reference}`);
    if (open) sheet(true);
    footnote.props.value = html;
    if (!(await rendered(reference, ticket))) return;
    point(reference);
    const mark = byId("fn-hit");
    if (!mark) scroller().scrollTop = 0;
    if (focus) (mark || byId("fn-reader-title"))?.focus({ preventScroll: true });
    if (mark) centre(mark);
  }

  // Whether it comes to be shown, however long that takes, before something else is asked for.
  async function rendered(reference, ticket) {
    while (ticket === latest) {
      await frame();
      const view = byId("fn-reader")?.querySelector(".fn-view");
      if (ticket === latest && [reference, "waiting"].includes(view?.dataset.view)) return true;
    }
    return false;
  }

  // The citation that is open stays recognisable among the others.
  function point(reference) {
    for (const link of document.querySelectorAll("a.cite[aria-current]")) link.removeAttribute("aria-current");
    for (const link of document.querySelectorAll(`a.cite[href="#${reference}"]`)) link.setAttribute("aria-current", "true");
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

  // Under the sheet nothing can be reached; beside it, everything.
  function fence() {
    const covered = narrow.matches && byId("fn-right")?.classList.contains("fn-open");
    for (const id of ["fn-left", "fn-check", "fn-head"]) byId(id)?.toggleAttribute("inert", Boolean(covered));
  }

  function follow() {
    footnote.turn?.();
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
    (link?.checkVisibility() ? link : footnote.field())?.focus();
  }

  /* ---- the quote on hover and focus ---- */

  let tip = null;
  let timer = 0;
  let tipped = null;

  function showTip(link) {
    if (!tip) {
      tip = document.createElement("div");
      tip.id = "fn-tip";
      tip.setAttribute("role", "tooltip");
      tip.append(document.createElement("q"), document.createElement("cite"));
      document.body.append(tip);
      tip.addEventListener("mouseleave", hideTip);
    }
    hideTip();
    tip.firstChild.textContent = link.dataset.quote;
    tip.lastChild.textContent = link.dataset.source;
    tip.classList.add("fn-shown");
    link.setAttribute("aria-describedby", "fn-tip");
    tipped = link;
    const at = link.getBoundingClientRect();
    const box = tip.getBoundingClientRect();
    const left = Math.min(Math.max(8, at.left + at.width / 2 - box.width / 2), innerWidth - box.width - 8);
    const above = at.top - box.height - 6;
    tip.style.left = `${Math.max(8, left)}px`;
    tip.style.top = `${above > 8 ? above : at.bottom + 6}px`;
  }

  function hideTip() {
    clearTimeout(timer);
    tip?.classList.remove("fn-shown");
    tipped?.removeAttribute("aria-describedby");
    tipped = null;
  }

  document.addEventListener("mouseover", (event) => {
    const link = event.target.closest?.("a.cite");
    if (link && link !== tipped) {
      clearTimeout(timer);
      timer = setTimeout(() => showTip(link), 120);
    }
  });
  document.addEventListener("mouseout", (event) => {
    if (!event.target.closest?.("a.cite") || tip?.contains(event.relatedTarget)) return;
    clearTimeout(timer);
    // Time to move onto the quote itself, which must stay while it is being read.
    timer = setTimeout(() => tip?.matches(":hover") || hideTip(), 150);
  });
  document.addEventListener("focusin", (event) => {
    const link = event.target.closest?.("a.cite");
    if (link?.matches(":focus-visible")) showTip(link);
    else if (tipped) hideTip();
  });
  document.addEventListener("scroll", () => tipped && hideTip(), true);

  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = event.target.closest?.('a[href^="#"]');
    const reference = link?.getAttribute("href").slice(1);
    if (!link || !REFERENCE.test(reference)) return;
    event.preventDefault();
    if (!byId("fn-right").contains(link)) opener = link;
    show(reference, { push: true });
  });

  document.addEventListener("keydown", (event) => {
    // In a field for searching it clears what was typed.
    if (event.key !== "Escape" || (event.target.type === "search" && event.target.value)) return;
    const reading = byId("fn-right")?.contains(document.activeElement);
    if (tipped && !reading) hideTip();
    else if (reading && narrow.matches) leave();
    else if (reading) back();
  });

  addEventListener("popstate", follow);
  narrow.addEventListener("change", fence);

  // What the page starts with: the passage of its address, else the list beside the conversation.
  async function start() {
    if (REFERENCE.test(hash())) return show(hash());
    return show("articles", { focus: false, open: false });
  }

  Object.assign(footnote, { show, leave, start, follow, opener: (link) => (opener = link) });
})();
