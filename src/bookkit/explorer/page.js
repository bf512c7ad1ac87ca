// Explorers on a static page, whose address is their state.

class Page {
  constructor(figure, compiled) {
    this.figure = figure;
    this.compiled = compiled;
    this.state = new State(figure);
    this.values = new Map();
    this.listeners = new Map();
  }

  get(name) {
    return this.values.get(name);
  }

  set(name, value) {
    if (this.values.get(name) === value) return;
    this.values.set(name, value);
    this.listeners.get(`change:${name}`)?.();
  }

  on(event, listener) {
    this.listeners.set(event, listener);
  }

  save_changes() {
    this.state.keep();
  }

  mount() {
    if (this.handle) return;
    for (const [name, { value }] of Object.entries(designOf(this.figure).sliders)) this.values.set(name, value);
    this.handle = mount(this.figure, this, this.compiled);
    this.figure.querySelector("button.copy").addEventListener("click", ({ target }) => this.copy(target));
  }

  async copy(button) {
    this.state.show();
    const words = (await copied(this.state.link())) ? "Link copied" : "The link is in the address bar";
    this.handle.say(words);
    answer(button, words);
  }

  /** Restore what a link says; what it does not say, or says wrongly, is as it was before it could be said. */
  follow(query) {
    this.mount();
    this.state.moved();
    const given = new Map(this.handle.sliders.map(({ name, absent }) => [name, absent]));
    for (const [name, text] of pairs(query)) {
      const slider = this.handle.sliders.find((candidate) => candidate.name === name);
      if (slider && NUMBER.test(text) && inRange(slider, Number(text))) given.set(name, Number(text));
    }
    this.handle.restore(given);
  }
}

/** Take over the explorers that the page's scripts have put in line, and those still to come. */
function host() {
  const pages = new Map();
  const nearby = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue;
        nearby.unobserve(target);
        pages.get(target.id).mount();
      }
    },
    { rootMargin: "100%" },
  );

  function take({ id, ...compiled }) {
    const figure = document.getElementById(id);
    pages.set(id, new Page(figure, compiled));
    nearby.observe(figure);
  }

  const waiting = globalThis.bookkitExplorers ?? [];
  globalThis.bookkitExplorers = { push: take };
  waiting.forEach(take);
  onAddress(({ anchor, states }) => {
    for (const [id, query] of states) pages.get(id)?.follow(query);
    if (states.has(anchor) && pages.has(anchor)) goTo(document.getElementById(anchor));
  });
}

host();
