// A page's state. Whatever moves keeps its numbers and answers in the page's own form elements; a link to it
// is its anchor, a question mark, and each element's name and value.

const PAUSE = 300;
const SILENT = "silent";
const WORDS = 2000;

/** Anchor and state in the page's address; nothing if it was cut in the middle of a character. */
function addressed() {
  try {
    const [anchor, query] = decodeURIComponent(location.hash.slice(1)).split("?");
    return { anchor, query };
  } catch {
    return {};
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

/** What to put after a page's address to reach an element in its present state. */
function fragment(element) {
  const inputs = [...element.querySelectorAll("input:is([type=range], [type=checkbox])[name]")];
  return `${element.id}?${inputs.map((input) => `${input.name}=${stated(input)}`).join("&")}`;
}

/** One element's link, and the address bar as its copy. */
class State {
  constructor(element) {
    this.element = element;
  }

  link() {
    return `${location.href.split("#")[0]}#${fragment(this.element)}`;
  }

  show() {
    clearTimeout(this.pause);
    history.replaceState(history.state, "", this.link());
  }

  /** Show it once the hand rests: browsers allow a page few changes of its address. */
  keep() {
    clearTimeout(this.pause);
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
