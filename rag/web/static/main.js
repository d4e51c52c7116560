/* The start of the page's script: where its modules and Gradio's blocks come together. */
import { bridge, byId, turn } from "./page.js";
import { dress } from "./settings.js";
import { opened, resume, settled } from "./desk.js";
import { answered, restoreDraft } from "./composer.js";
import { look, watch } from "./status.js";
import { restore } from "./articles.js";
import { keepFocus, keepInView, reportInView } from "./answer.js";
import "./conversations.js";
import "./find.js";
import "./paper.js";

turn();
Object.assign(bridge, {
  settled,
  answered,
  opened: () => {
    opened();
    restoreDraft(); // before that Gradio empties the box
  },
});

/** @param {string} id @param {() => void} changed */
const watched = (id, changed) => new MutationObserver(changed).observe(byId(id), { childList: true, subtree: true });

// Gradio's client reads all answers from one stream, which ends with the last of them. What is sent while it ends is
// taken for heard already, and its answer would wait until something else is sent: so something is.
function listen() {
  /** @type {[number[], number]} */
  let [sent, ended] = [[], 0];
  new PerformanceObserver((seen) => {
    for (const { name, responseEnd } of /** @type {PerformanceResourceTiming[]} */ (seen.getEntries())) {
      if (name.includes("/queue/join")) sent.push(responseEnd);
      if (name.includes("/queue/data")) setTimeout(check, 500, responseEnd);
    }
  }).observe({ type: "resource" });
  /** @param {number} end */
  function check(end) {
    const together = sent.filter((time) => time > ended && time < end + 100);
    [sent, ended] = [sent.filter((time) => time > end), end];
    if (together.length > 1) bridge.trigger("listen", {});
  }
}

let begun = false;
function begin() {
  if (begun || !bridge.trigger || !bridge.server || !byId("fn-count-line") || !byId("fn-report")) return;
  begun = true;
  byId("fn-skeleton")?.remove();
  watched("fn-transcript", keepInView);
  watched("fn-transcript", keepFocus);
  watched("fn-reader", restore);
  watched("fn-report", reportInView);
  listen();
  setInterval(() => document.visibilityState === "visible" && look(), 10000);
  dress();
  resume();
  watch();
}

document.addEventListener("footnote", begin);
begin();
