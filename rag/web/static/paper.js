/* What is printed: the conversation or the report whole, or the article alone, and nothing that is folded up. */
import { byId, onButtons } from "./page.js";
import { covers } from "./reader.js";

let article = false; // whether its button was pressed
/** @type {HTMLDetailsElement[]} */
let unfolded = [];

addEventListener("beforeprint", () => {
  document.documentElement.dataset.fnPaper = article || covers() ? "article" : "conversation";
  unfolded = [...byId("fn-main").querySelectorAll(".fn-more-cards:not([open])")];
  for (const more of unfolded) more.open = true;
});

addEventListener("afterprint", () => {
  for (const more of unfolded) more.open = false;
  article = false;
});

onButtons({
  print: () => {
    article = true;
    print();
  },
});
