// Questions that a reader answers before being told, and what waits for the answer. Guesses stay in this
// browser. All mark-up is Python's: this file sets attributes and text, and clones what is there.

const KEPT = "bookkit-guesses-1";

// ---- what this browser keeps ----

/** By a box's id the guess: a number, a choice's key, or null from one who asked to be shown. */
class Guesses {
  constructor() {
    this.here = {};
    this.blocked = false;
    this.listeners = [];
    addEventListener("storage", ({ key }) => {
      if (key === KEPT || key === null) this.tell();
    });
  }

  all() {
    if (this.blocked) return this.here;
    try {
      const found = JSON.parse(localStorage.getItem(KEPT));
      return found !== null && typeof found === "object" && !Array.isArray(found) ? found : {};
    } catch (error) {
      // What is no JSON is nobody's guess; without storage guesses last as long as the page.
      return error instanceof SyntaxError ? {} : this.here;
    }
  }

  replace(all) {
    this.here = all;
    try {
      if (Object.keys(all).length) localStorage.setItem(KEPT, JSON.stringify(all));
      else localStorage.removeItem(KEPT);
    } catch {
      this.blocked = true;
    }
    this.tell();
  }

  /** What was guessed; undefined if nothing was, or nothing that can be guessed now. */
  of(record) {
    const all = this.all();
    const guess = Object.hasOwn(all, record.id) ? all[record.id] : undefined;
    if (guess === null) return null;
    if (record.choices) return typeof guess === "string" && Object.hasOwn(record.choices, guess) ? guess : undefined;
    return typeof guess === "number" && inRange(record.guess, guess) ? guess : undefined;
  }

  keep(id, guess) {
    this.replace({ ...this.all(), [id]: guess });
  }

  forget(ids) {
    this.replace(Object.fromEntries(Object.entries(this.all()).filter(([id]) => !ids.includes(id))));
  }

  whenChanged(act) {
    this.listeners.push(act);
  }

  tell() {
    for (const act of this.listeners) act();
  }
}

// ---- numbers ----

const bare = (slider, value) => FORMATS[slider.format](value);

const full = (slider, value) => withUnit(bare(slider, value), slider.unit);

/** What a reader has typed, also in the words in which numbers are printed here. */
function meant(slider, text) {
  const plain = text.toLowerCase().replace(slider.unit.toLowerCase(), "").trim();
  const value = typedNumber(plain);
  // Who answers 20 when asked for a percentage does not mean twenty times the whole.
  return slider.format === "percent" && value > 1 && !plain.endsWith("%") ? value / 100 : value;
}

/** Put a guess where Python has left room for it: the number, or the one choice of those written there. */
function fillWith(holder, record, guess) {
  for (const said of holder.querySelectorAll("[data-said]")) {
    if (record.choices) said.hidden = said.dataset.said !== guess;
    else said.textContent = typeof guess === "number" ? full(record.guess, guess) : "";
  }
}

// ---- what waits ----

/** Covers a drawing, which keeps its place and its size, until it is lifted. Sliders go on working. */
class Veil {
  constructor(template, over, { passed, lifted }) {
    this.over = over;
    this.place = over.querySelector(".drawing, .crowds") ?? over;
    this.cloth = template.content.firstElementChild.cloneNode(true);
    this.cloth.querySelector("button").addEventListener("click", () => {
      passed();
      over.tabIndex = -1;
      over.focus({ preventScroll: true });
    });
    // Whoever follows a link into what is covered, or moves it, asks to see it.
    this.open = false;
    const open = () => {
      this.open = true;
      lifted();
    };
    onAddress(({ anchor, states }) => {
      const targets = [anchor, ...states.keys()].map((id) => document.getElementById(id));
      if (targets.some((target) => target && over.contains(target))) open();
    });
    over.addEventListener("input", open, { once: true });
  }

  draw(waiting) {
    const covered = waiting && !this.open;
    if (covered) this.place.append(this.cloth);
    else this.cloth.remove();
    // Classes, as a style sheet that looks for veils everywhere would do so at each move of an explorer.
    this.place.classList.toggle("veiled", covered);
    this.over.classList.toggle("waits", covered && this.place !== this.over);
  }
}

// ---- a box ----

class Box {
  constructor(root, guesses) {
    this.root = root;
    this.guesses = guesses;
    this.record = recordOf(root);
    this.form = root.querySelector("form.ask");
    this.outcome = root.querySelector(".outcome");
    if (this.record.guess) this.moveSlider();
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.answered(this.given());
    });
    this.form.querySelector(".pass").addEventListener("click", () => this.answered(null));
    root.querySelector(".forget").addEventListener("click", () => this.forget());
    this.hide();
    this.guesses.whenChanged(() => this.draw());
    this.form.querySelector("fieldset").disabled = false;
    for (const turn of [this.form, this.outcome]) turn.hidden = false;
    this.draw();
  }

  moveSlider() {
    const [range, field] = ["range", "text"].map((type) => this.form.querySelector(`input[type="${type}"]`));
    this.slider = { ...this.record.guess, name: "guess", label: "Your guess", range, field };
    const on = (element, event, act) => element.addEventListener(event, act);
    const choose = (value) => this.set(value);
    onRange(this.slider, { on, value: () => this.value, choose });
    on(field, "focus", () => field.select());
    on(field, "change", () => this.typed(field.value));
    this.set(this.slider.value);
  }

  set(value, note = "") {
    const { range, field } = this.slider;
    this.value = value;
    range.value = String(toPosition(this.slider, value));
    range.setAttribute("aria-valuetext", full(this.slider, value));
    field.value = bare(this.slider, value);
    this.form.querySelector(".note").textContent = note;
    if (note) this.say(note);
  }

  typed(text) {
    const value = meant(this.slider, text);
    const { lo, hi, integer } = this.slider;
    const allowed = `A ${integer ? "whole number" : "number"} from ${bare(this.slider, lo)} to ${bare(this.slider, hi)}.`;
    if (Number.isNaN(value)) this.set(this.value, allowed);
    else this.set(clamp(this.slider, value), inRange(this.slider, value) ? "" : allowed);
  }

  given() {
    return this.record.guess ? this.value : this.form.querySelector("input:checked").value;
  }

  answered(guess) {
    this.guesses.keep(this.record.id, guess);
    this.outcome.focus({ preventScroll: true });
    this.say(this.outcome.querySelector(".told").innerText);
  }

  forget() {
    this.guesses.forget([this.record.id]);
    this.form.querySelector("input").focus({ preventScroll: true });
    this.say("Forgotten.");
  }

  hide() {
    const template = this.root.querySelector("template");
    const over = document.getElementById(this.record.hides);
    if (!template || !over) return;
    this.veil = new Veil(template, over, { passed: () => this.answered(null), lifted: () => this.draw() });
  }

  draw() {
    const guess = this.guesses.of(this.record);
    const told = guess !== undefined;
    const made = told && guess !== null;
    this.root.dataset.state = told ? "told" : "asking";
    fillWith(this.outcome, this.record, guess);
    this.outcome.querySelector(".said").hidden = !made;
    const mark = this.outcome.querySelector(".mark.yours");
    if (mark) {
      mark.hidden = !made;
      if (made) mark.style.setProperty("--at", String(share(this.record.guess, guess)));
    }
    this.outcome.querySelector(".kept").hidden = !told;
    this.veil?.draw(!told);
  }

  say(words) {
    this.root.querySelector(".status").textContent = words;
  }
}

const recordOf = (root) => JSON.parse(root.querySelector("script.record").textContent);

function share(slider, value) {
  const [lo, hi, at] = [slider.lo, slider.hi, value].map((each) => toPosition(slider, each));
  return (at - lo) / (hi - lo);
}

// ---- the list of all guesses ----

function list(root, guesses) {
  const items = [...root.querySelectorAll("li")].map((item) => ({ item, record: recordOf(item) }));
  const draw = () => {
    let none = true;
    for (const { item, record } of items) {
      const guess = guesses.of(record);
      item.hidden = guess === undefined || guess === null;
      if (!item.hidden) none = false;
      fillWith(item, record, guess);
    }
    root.querySelector(".none").hidden = !none;
    root.querySelector(".some").hidden = none;
  };
  root.querySelector(".forget").addEventListener("click", () => {
    guesses.replace({});
    root.focus({ preventScroll: true });
    root.querySelector(".status").textContent = "All guesses are forgotten.";
  });
  guesses.whenChanged(draw);
  draw();
}

function host() {
  const guesses = new Guesses();
  for (const root of document.querySelectorAll(".predict")) new Box(root, guesses);
  for (const root of document.querySelectorAll(".guesses")) list(root, guesses);
}

host();
