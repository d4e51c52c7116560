/* Theme and size of the text, kept in this browser. */
import { on, stored } from "./page.js";

const USUAL = { theme: "system", size: "normal" };
const chosen = Object.fromEntries(Object.keys(USUAL).map((name) => [name, stored("localStorage", name)]));

export function dress() {
  for (const [name, usual] of Object.entries(USUAL)) {
    const value = chosen[name] || usual;
    document.documentElement.dataset[name] = value;
    const choice = document.querySelector(`[name="fn-${name}"][value="${value}"]`);
    if (choice instanceof HTMLInputElement) choice.checked = true;
  }
}

on("change", ({ target }) => {
  const name = target.name?.replace("fn-", "");
  if (!(name in USUAL)) return;
  stored("localStorage", name, (chosen[name] = target.value));
  dress();
});
dress();
