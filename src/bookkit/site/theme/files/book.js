// What a page does beyond showing itself. Everything works without it.

const root = document.documentElement;
const dark = matchMedia("(prefers-color-scheme: dark)");

function isDark() {
  return root.dataset.theme ? root.dataset.theme === "dark" : dark.matches;
}

const button = document.querySelector("button.theme");

function label() {
  button.setAttribute("aria-label", isDark() ? "Switch to light colours" : "Switch to dark colours");
}

button.addEventListener("click", () => {
  const theme = isDark() ? "light" : "dark";
  root.dataset.theme = theme;
  try {
    localStorage.setItem("theme", theme);
  } catch {
    // Without storage the choice lasts as long as the page.
  }
  label();
});
dark.addEventListener("change", label);
label();

// A box that scrolls must be reachable by keyboard; one that does not should not stop it.
const boxes = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
    else target.removeAttribute("tabindex");
  }
});
for (const box of document.querySelectorAll("div.math, .highlight pre, .scroll, .identity :is(.math, .equation)")) boxes.observe(box);

for (const cell of document.querySelectorAll(".cell_input")) {
  const copy = Object.assign(document.createElement("button"), { type: "button", textContent: "Copy" });
  copy.addEventListener("click", async () => {
    answer(copy, (await copied(cell.querySelector("pre").textContent)) ? "Copied" : "Not allowed");
  });
  cell.append(copy);
}

function unfold(element) {
  while ((element = element?.closest("details:not([open])"))) element.open = true;
}

// A link into something folded opens it; a link to what has moved leads on, an explorer's state with it.
onAddress(({ anchor, states }) => {
  const element = document.getElementById(anchor);
  if (element?.matches(".moved")) {
    const link = element.querySelector("a").href;
    location.replace([link, ...(states.has(anchor) ? [states.get(anchor)] : [])].join("?"));
    return;
  }
  unfold(element);
});

// Also the second time, when the address already says so.
document.addEventListener("click", ({ target }) => {
  const link = target.closest?.("a[href^='#']");
  if (link) unfold(document.getElementById(decodeURIComponent(link.hash.slice(1)).split("?")[0]));
});
