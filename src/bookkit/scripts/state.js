// A page's state. Whatever moves keeps its numbers and answers in the page's own form elements; a link to it
// is its anchor, a question mark, and each element's name and value. The address bar holds what was moved last, and
// after it all else on the page that was moved: #one?x=1&y=2&other?z=3.

const PAUSE = 300;
const SILENT = "silent";
const WORDS = 2000;

/** The anchor in the page's address, and by anchor the states; nothing if it was cut in the middle of a character. */
function addressed() {
  const states = new Map();
  try {
    const text = decodeURIComponent(location.hash.slice(1));
    let last;
    for (const piece of text.split("&")) {
      const cut = piece.indexOf("?");
      if (cut >= 0) states.set((last = piece.slice(0, cut)), piece.slice(cut + 1));
      else if (last !== undefined) states.set(last, `${states.get(last)}&${piece}`);
    }
    return { anchor: text.split("?")[0], states };
  } catch {
    return { states };
  }
}

/** Act on the page's address, now and whenever it changes. */
function onAddress(act) {
  const follow = () => act(addressed());
  follow();
  addEventListener("hashchange", follow);
}

/** Scroll to an element, and again once late typefaces have moved it, unless the reader has moved on. */
function goTo(element) {
  let still = true;
  element.scrollIntoView();
  for (const event of ["wheel", "touchstart", "pointerdown", "keydown"]) {
    addEventListener(event, () => { still = false; }, { once: true, passive: true });
  }
  addEventListener("load", () => { if (still) element.scrollIntoView(); }, { once: true });
}

const pairs = (query) => query.split("&").map((pair) => pair.split("="));

function stated(input) {
  if (input.indeterminate) return SILENT;
  if (input.type === "checkbox") return input.checked ? "1" : "0";
  // A plus sign in a link is easily turned into a space on its way.
  return input.dataset.value.replace("+", "");
}

/** The page's address to give to others: of a copy on a disk the one on the web, where the page knows it. */
function published() {
  const here = location.href.split(/[?#]/)[0];
  return location.protocol === "file:" ? document.querySelector("link[rel=canonical]")?.href ?? here : here;
}

/** What to put after a page's address to reach an element in its present state. */
function fragment(element) {
  const inputs = [...element.querySelectorAll("input:is([type=range], [type=checkbox])[name]")];
  return `${element.id}?${inputs.map((input) => `${input.name}=${stated(input)}`).join("&")}`;
}

/** One element's link, and its place in the address bar. */
class State {
  constructor(element) {
    this.element = element;
  }

  link() {
    return `${published()}#${fragment(this.element)}`;
  }

  /** From now on the address bar tells of it, whatever else is moved, by this script or by another. */
  moved() {
    this.element.dataset.moved = "";
  }

  show() {
    clearTimeout(this.pause);
    this.moved();
    const others = [...document.querySelectorAll("[data-moved]")].filter((element) => element !== this.element);
    const states = [this.element, ...others].map(fragment).join("&");
    history.replaceState(history.state, "", `${location.href.split("#")[0]}#${states}`);
  }

  /** Show it once the hand rests: browsers allow a page few changes of its address. */
  keep() {
    clearTimeout(this.pause);
    this.moved();
    this.pause = setTimeout(() => this.show(), PAUSE);
  }
}

/** Copy a text; whether it could be done. */
async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Pages that are not served securely have no clipboard; the older way may still work.
  }
  const area = Object.assign(document.createElement("textarea"), { value: text, readOnly: true });
  area.style.position = "fixed";
  document.body.append(area);
  area.select();
  const done = document.activeElement === area && document.execCommand("copy");
  area.remove();
  return done;
}

/** Say on a button, for a while, what came of it. */
function answer(button, words) {
  button.dataset.words ??= button.textContent;
  button.textContent = words;
  setTimeout(() => {
    button.textContent = button.dataset.words;
  }, WORDS);
}
