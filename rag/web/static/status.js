/* What the server is doing, how many articles there are, and whether it can be reached. */
import { bridge, byId, onButtons, pause, rights } from "./page.js";
import { opened, resume, sent } from "./desk.js";
import { forget } from "./composer.js";
import { show, start, viewed } from "./reader.js";

const asked = () => bridge.server.preparation(sent({}));

/** An answer on its way is drawn as the articles are anyhow; drawn anew beside that, it could come out as it was before. */
export function refresh() {
  if (!document.querySelector(".fn-turn[aria-busy]")) bridge.trigger("refresh", {});
}

/** The list of articles is another one now: so are the numbers and the questions to start with. */
export async function changed() {
  counted(await asked());
  refresh();
  await show("articles", { focus: false });
}

/** The numbers anew. */
export const count = async () => counted(await asked());

// Another window, or `rag update`, may have changed the articles: seen when one comes back here, and when one asks.
let version = null;
const seen = ({ version, scope }) => `${version} ${scope}`;
export async function look() {
  const known = version;
  const status = await asked().catch(() => null);
  if (!status) return lost();
  if (run && status.run !== run) return begun(status);
  if (watching || known === null || known !== version || seen(status) === known) return;
  counted(status);
  if (document.querySelector(".fn-welcome")) refresh();
  if (viewed() === "articles") await show("articles", { focus: false, open: false });
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
    status = await asked().catch(() => null);
  }
  losing = false;
  byId("fn-lost").hidden = true;
  begun(status);
}

function begun(status) {
  run = status.run;
  forget();
  opened(); // what was opening when the server went never will be
  resume();
  watch();
}

export function counted(status) {
  version = seen(status);
  run ||= status.run;
  known(status);
  byId("fn-count-line").textContent = status.text;
  const progress = document.querySelectorAll(".fn-welcome .fn-progress, [data-view=waiting] .fn-progress");
  for (const line of progress) line.textContent = status.text;
  for (const line of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".fn-scope"))) {
    line.textContent = status.scope;
    line.dataset.asked = status.asked;
  }
  for (const part of document.querySelectorAll(".fn-scoped")) part.toggleAttribute("hidden", !status.limited);
  return status.state;
}

/** Who is signed in here, and may change the articles. @param {{person?: string, edits?: boolean, signed_in?: boolean}} status */
function known({ person, edits, signed_in }) {
  const form = byId("fn-person");
  form.hidden = !person;
  form.querySelector("bdi").textContent = person ?? "";
  form.querySelector("button").hidden = !signed_in;
  Object.assign(rights, { proxied: Boolean(person) && !signed_in, reads: edits === false });
  document.documentElement.toggleAttribute("data-fn-reads", rights.reads);
}

let watching = false;
/** Follow the preparing of the articles to its end. */
export async function watch() {
  if (watching) return;
  watching = true;
  await prepared();
  watching = false;
}

async function prepared() {
  let before = "";
  for (;;) {
    const state = await asked().then(counted, () => "lost");
    if (state !== before && state !== "lost") refresh();
    before = state;
    if (viewed() === "waiting") await start();
    else if (viewed() === "articles") await show("articles", { focus: false, open: false });
    if (state === "ready") return;
    await pause(state === "preparing" ? 700 : 3000);
  }
}

onButtons({
  prepare: async () => {
    await bridge.server.prepare_again(sent({}));
    watch();
  },
});
