// Proofs lie folded. A link opens its own (book.js), and so do print and, in most browsers, a search in the page;
// one button opens all, on every page that its reader comes to, until it is pressed again.

const KEY = "proofs";
const folds = [...document.querySelectorAll("details.fold")];
const button = document.querySelector(".all-folds button");

function remembered() {
  try {
    return localStorage.getItem(KEY) === "open";
  } catch {
    return false;
  }
}

function remember(open) {
  try {
    if (open) localStorage.setItem(KEY, "open");
    else localStorage.removeItem(KEY);
  } catch {
    // Without storage the choice lasts as long as the page.
  }
}

function set(open) {
  for (const fold of folds) fold.open = open;
  button.textContent = open ? "Close all proofs" : "Open all proofs";
}

let all = remembered();
if (button && all) set(all);
button?.addEventListener("click", () => {
  all = !all;
  remember(all);
  set(all);
});

let opened = [];
addEventListener("beforeprint", () => {
  opened = [...document.querySelectorAll("details:is(.fold, .solution):not([open])")];
  for (const part of opened) part.open = true;
});
addEventListener("afterprint", () => {
  for (const part of opened) part.open = false;
});
