// Says what follows from what a reader accepts: the rule of bookkit/argument/rule.py, in the page.
// Every mark-up is Python's; this file sets attributes and text and clones what is there, never writes HTML.

const REST = 300;
const [FOLLOWS, FAILS, OPEN] = ["follows", "fails", "open"];

// ---- the rule ----

const literal = (name, holds) => (holds ? name : `not ${name}`);

/** All that a position leads to: literal -> number of the step that led there, or null for the position itself. */
function derive(steps, position) {
  const known = new Map([...position].map(([name, holds]) => [literal(name, holds), null]));
  for (;;) {
    const fresh = new Map();
    steps.forEach((step, number) => {
      if (known.has(step.then) || fresh.has(step.then)) return;
      if (step.if.every((premise) => known.has(premise))) fresh.set(step.then, number);
    });
    if (fresh.size === 0) return known;
    for (const [result, number] of fresh) known.set(result, number);
  }
}

function chainTo(steps, known, result, chain = []) {
  const number = known.get(result);
  if (number !== null && !chain.includes(number)) {
    for (const premise of steps[number].if) chainTo(steps, known, premise, chain);
    chain.push(number);
  }
  return chain;
}

/** For each conclusion its state, and the numbers of the steps that carry it, in the order of reading. */
function judge({ conclusions, steps }, position) {
  const known = derive(steps, position);
  return new Map(conclusions.map(({ id }) => {
    for (const [state, result] of [[FOLLOWS, id], [FAILS, literal(id, false)]]) {
      if (known.has(result)) return [id, { state, chain: chainTo(steps, known, result) }];
    }
    return [id, { state: OPEN, chain: [] }];
  }));
}

// ---- in words: as board.py has them ----

function listed(word, titles) {
  const parts = titles.map((title) => `${word} ${title}`);
  const last = parts.pop();
  return parts.length ? `${parts.join(", ")} and ${last}` : last;
}

function sentence(board, position) {
  const outcomes = judge(board, position);
  const titles = (items, wanted) => items.filter(wanted).map(({ title }) => title);
  const assumed = (value) => titles(board.assumptions, ({ id }) => position.get(id) === value);
  const concluded = (state) => titles(board.conclusions, ({ id }) => outcomes.get(id).state === state);
  return [
    ["I accept", "that", assumed(true)],
    ["I deny", "that", assumed(false)],
    ["I do not say", "whether", assumed(undefined)],
    ["It follows", "that", concluded(FOLLOWS)],
    ["It is not so", "that", concluded(FAILS)],
    ["It is open", "whether", concluded(OPEN)],
  ].filter(([, , items]) => items.length)
    .map(([lead, word, items]) => `${lead} ${listed(word, items)}.`).join(" ");
}

function settling(board, position, conclusion) {
  const changes = { [FOLLOWS]: [], [FAILS]: [] };
  for (const { id, title } of board.assumptions) {
    for (const other of [true, false]) {
      if (position.get(id) === other) continue;
      const { state } = judge(board, new Map(position).set(id, other)).get(conclusion);
      if (state !== OPEN) changes[state].push(`you ${other ? "accepted" : "denied"} that ${title}`);
    }
  }
  return Object.entries(changes).filter(([, ifs]) => ifs.length)
    .map(([state, ifs]) => `It would ${state === FOLLOWS ? "follow" : "fail"} if ${ifs.join(", or if ")}.`)
    .join(" ") || "No single change of yours would settle it.";
}

// ---- one board, whose state is the page's address ----

class Board {
  constructor(root) {
    this.root = root;
    this.address = new State(root);
    this.data = JSON.parse(root.querySelector("script.board").textContent);
    this.inputs = new Map(this.data.assumptions.map(({ id }) => [id, root.querySelector(`input[name="${id}"]`)]));
    this.conclusions = new Map(this.data.conclusions.map(({ id }) => [id, root.querySelector(`[data-claim="${id}"]`)]));
    this.steps = root.querySelector("template.steps").content;
    this.set(this.defaults());
    for (const input of this.inputs.values()) input.addEventListener("change", () => this.changed());
    this.on("button.reset", () => {
      this.set(this.defaults());
      this.changed("Back at the first position.");
    });
    this.on("button.copy-position", (button) => this.copy(button, `${this.words()}\n${this.address.link()}`));
    this.on("button.copy-link", (button) => this.copy(button, this.address.link()));
    for (const stance of this.data.stances) {
      this.on(`button[data-stance="${stance.id}"]`, () => this.take(stance));
    }
    root.querySelector("fieldset").disabled = false;
    this.draw();
  }

  on(selector, act) {
    const button = this.root.querySelector(selector);
    button.disabled = false;
    button.addEventListener("click", () => act(button));
  }

  defaults() {
    return new Map(this.data.assumptions.map(({ id, value }) => [id, value]));
  }

  // What is left unsaid is not in a position; its box is neither checked nor empty.
  position() {
    const said = [...this.inputs].filter(([, input]) => !input.indeterminate);
    return new Map(said.map(([id, input]) => [id, input.checked]));
  }

  set(position) {
    for (const [id, input] of this.inputs) {
      input.checked = position.get(id) ?? false;
      input.indeterminate = !position.has(id);
    }
  }

  take({ title, says }) {
    this.set(new Map(Object.entries(says)));
    const silent = this.data.assumptions.filter(({ id }) => !Object.hasOwn(says, id)).map((a) => a.title);
    this.changed(`${title}. ${silent.length ? `It does not say ${listed("whether", silent)}.` : ""}`);
  }

  words() {
    return sentence(this.data, this.position());
  }

  // Returns the conclusions whose state is new, by state.
  draw() {
    const position = this.position();
    const news = {};
    for (const [id, { state, chain }] of judge(this.data, position)) {
      const element = this.conclusions.get(id);
      if (element.dataset.state !== state) {
        (news[state] ??= []).push(this.data.conclusions.find((conclusion) => conclusion.id === id).title);
      }
      element.dataset.state = state;
      element.querySelector(".state").textContent = state;
      element.querySelector("ol").replaceChildren(
        ...chain.map((number) => this.steps.querySelector(`[data-step="${number}"]`).cloneNode(true)),
      );
      element.querySelector(".settle").textContent = state === OPEN ? settling(this.data, position, id) : "";
    }
    const counts = { [FOLLOWS]: 0, [FAILS]: 0, [OPEN]: 0 };
    for (const element of this.conclusions.values()) counts[element.dataset.state] += 1;
    for (const output of this.root.querySelectorAll(".tally [data-count]")) {
      output.textContent = counts[output.dataset.count];
    }
    for (const stance of this.data.stances) {
      const agrees = Object.entries(stance.says).every(([id, holds]) => position.get(id) === holds);
      this.root.querySelector(`button[data-stance="${stance.id}"]`).dataset.agrees = String(agrees);
    }
    this.root.querySelector(".position").textContent = this.words();
    this.root.querySelector("textarea.copied").hidden = true;
    return news;
  }

  changed(lead = "") {
    const news = this.draw();
    this.address.keep();
    const changes = Object.entries(news).map(([state, titles]) => `Now ${state}: ${titles.join("; ")}.`);
    this.say([lead, changes.length ? changes.join(" ") : "No conclusion changes."].join(" ").trim());
  }

  // A screen reader hears what changed once the hand rests.
  say(text) {
    clearTimeout(this.speech);
    this.speech = setTimeout(() => {
      this.root.querySelector(".status").textContent = text;
    }, REST);
  }

  async copy(button, text) {
    this.address.show();
    const done = await copied(text);
    if (!done) {
      const area = this.root.querySelector("textarea.copied");
      area.value = text;
      area.hidden = false;
      area.select();
    }
    const words = done ? "Copied" : "Selected below, to copy";
    this.say(words);
    answer(button, words);
  }

  // What a link does not say, or says wrongly, is as it is at first.
  follow(query) {
    const position = this.defaults();
    for (const [id, value] of pairs(query)) {
      if (!this.inputs.has(id)) continue;
      if (value === "0" || value === "1") position.set(id, value === "1");
      if (value === SILENT) position.delete(id);
    }
    this.set(position);
    this.draw();
    this.address.moved();
  }
}

function host() {
  const boards = new Map([...document.querySelectorAll(".switchboard")].map((root) => [root.id, new Board(root)]));
  onAddress(({ anchor, states }) => {
    for (const [id, query] of states) boards.get(id)?.follow(query);
    if (states.has(anchor) && boards.has(anchor)) goTo(document.getElementById(anchor));
  });
}

host();
