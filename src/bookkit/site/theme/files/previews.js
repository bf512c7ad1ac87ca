// What a link leads to, shown beside it: theorems, sources, words, formulas, exercises, tables. It comes from the
// text of the page that the link names. It stays while pointer or keyboard rest on the link or on it, and Escape
// puts it away. A finger's first tap shows it, with a link to go there.

const PREVIEWED = ".statement, .citation-list > li, dt, div.math, .numbers, .footnote, .claim, [id^=claim-]";
const PAUSE_BEFORE = 200;
const PAUSE_AFTER = 250;
const EDGE = 12;

const article = document.querySelector("main > article");
const here = location.href.split("#")[0];
let box = null;
let shown = null;
let timer;

// A page's formulas need the rules for the characters in them, and each page brings only its own.
function borrowStyle(from, address) {
  if (from === document || document.querySelector(`style[data-from="${CSS.escape(address)}"]`)) return;
  for (const style of from.querySelectorAll("head > style")) {
    const copy = Object.assign(document.createElement("style"), { textContent: style.textContent });
    copy.dataset.from = address;
    // Before the page's own: where the two differ, the page keeps what it has.
    document.head.prepend(copy);
  }
}

/** What a link leads to, as nodes to show; `null` if it is nothing that can be shown. */
async function content(link) {
  const [address, hash] = link.href.split("#");
  const from = address === here ? document : await textOf(pageNamed(address));
  const target = from.getElementById(decodeURIComponent(hash).split("?")[0]);
  const place = target?.closest(PREVIEWED);
  if (!place || (from === document && place.contains(link))) return null;
  borrowStyle(from, address);
  const parts = place.matches("dt") ? [place, following(place, "dd")] : [place];
  const held = document.createElement("div");
  held.className = "held";
  for (const part of parts.filter(Boolean)) held.append(inABox(document.importNode(part, true)));
  for (const extra of held.querySelectorAll(".headerlink, script, .in-code")) extra.remove();
  for (const named of held.querySelectorAll("[id], [tabindex]")) {
    named.removeAttribute("id");
    named.removeAttribute("tabindex");
  }
  for (const inner of held.querySelectorAll("a[href]")) inner.href = new URL(inner.getAttribute("href"), address).href;
  return held;
}

function following(element, selector) {
  let next = element.nextElementSibling;
  while (next && !next.matches(selector)) next = next.nextElementSibling;
  return next;
}

// Parts of lists and tables do not stand alone.
function inABox(element) {
  if (element.matches("details")) element.open = true;
  if (!element.matches("li, dt, dd, tr")) return element;
  const block = document.createElement("div");
  block.className = element.className;
  for (const child of element.matches("tr") ? [...element.children].flatMap((cell) => [...cell.childNodes, " "]) : [...element.childNodes]) block.append(child);
  if (element.matches("dt")) block.style.fontWeight = "600";
  return block;
}

function make() {
  const element = document.createElement("div");
  element.id = "preview";
  element.className = "preview";
  element.popover = "manual";
  element.tabIndex = -1;
  element.addEventListener("pointerenter", () => clearTimeout(timer));
  element.addEventListener("pointerleave", (event) => event.pointerType !== "touch" && later(hide, PAUSE_AFTER));
  article.after(element);
  return element;
}

function later(act, pause) {
  clearTimeout(timer);
  timer = setTimeout(act, pause);
}

function hide() {
  clearTimeout(timer);
  if (!shown) return;
  shown.removeAttribute("aria-describedby");
  shown = null;
  box.hidePopover();
}

// Under the link's first line, or above where there is more room; never off the side.
function put(link) {
  const [line] = link.getClientRects();
  const { offsetWidth: width, offsetHeight: tall } = box;
  const left = Math.max(EDGE, Math.min(line.left, document.documentElement.clientWidth - width - EDGE));
  const under = line.bottom + 6;
  const over = line.top - 6 - tall;
  const top = under + tall > innerHeight - EDGE && line.top > innerHeight - line.bottom ? Math.max(EDGE, over) : under;
  box.style.left = `${left}px`;
  box.style.top = `${top}px`;
}

async function show(link, byTouch = false) {
  clearTimeout(timer);
  if (shown === link) return true;
  const wanted = Symbol("wanted");
  show.wanted = wanted;
  const held = await content(link).catch(() => null);
  if (!held || show.wanted !== wanted) return Boolean(held);
  hide();
  box ??= make();
  box.replaceChildren(held);
  box.setAttribute("role", byTouch ? "dialog" : "tooltip");
  if (byTouch) {
    box.setAttribute("aria-label", `Preview of ${link.textContent}`);
    const go = Object.assign(document.createElement("a"), { href: link.href, textContent: "Go there" });
    go.addEventListener("click", hide);
    const line = Object.assign(document.createElement("p"), { className: "go" });
    line.append(go);
    box.append(line);
  } else {
    box.removeAttribute("aria-label");
    link.setAttribute("aria-describedby", box.id);
  }
  box.showPopover();
  box.scrollTop = 0;
  put(link);
  shown = link;
  if (byTouch) box.focus({ preventScroll: true });
  return true;
}

function previewed(node) {
  const link = node.closest?.("a[href*='#']");
  if (!link || !article?.contains(link) || link.matches(".headerlink") || !pageNamed(link.href)) return null;
  return link.hash.length > 1 ? link : null;
}

if (article && "popover" in HTMLElement.prototype) {
  article.addEventListener("pointerover", (event) => {
    const link = event.pointerType === "touch" ? null : previewed(event.target);
    if (!link) return;
    if (link === shown) clearTimeout(timer);
    else later(() => show(link), PAUSE_BEFORE);
  });
  article.addEventListener("pointerout", (event) => {
    const link = event.pointerType === "touch" ? null : previewed(event.target);
    if (!link || link.contains(event.relatedTarget)) return;
    show.wanted = null;
    later(hide, PAUSE_AFTER);
  });
  article.addEventListener("focusin", (event) => {
    const link = previewed(event.target);
    if (link?.matches(":focus-visible")) later(() => show(link), PAUSE_BEFORE);
  });
  article.addEventListener("focusout", (event) => {
    if (!previewed(event.target) || box?.contains(event.relatedTarget)) return;
    show.wanted = null;
    later(hide, PAUSE_AFTER);
  });
  article.addEventListener("click", async (event) => {
    const link = previewed(event.target);
    if (!link || event.pointerType !== "touch" || event.defaultPrevented || link === shown) return;
    event.preventDefault();
    if (!(await show(link, true))) location.href = link.href;
  });
  document.addEventListener("pointerdown", (event) => {
    if (shown && !box.contains(event.target) && !shown.contains(event.target)) hide();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    show.wanted = null;
    clearTimeout(timer);
    if (!shown) return;
    const link = shown;
    if (box.contains(document.activeElement)) link.focus({ preventScroll: true });
    hide();
  });
  addEventListener("scroll", () => {
    if (!shown) return;
    const [line] = shown.getClientRects();
    // A link in focus may still be on its way into view.
    if ((line.bottom < 0 || line.top > innerHeight) && shown !== document.activeElement) hide();
    else put(shown);
  }, { passive: true });
  addEventListener("hashchange", hide);
}
