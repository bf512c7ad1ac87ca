// Moves the explorers that drawing.py draws. Two hosts share `mount`: a live notebook (`live`, where
// the model is the kernel's widget) and a static page (`Page`, where the model is the address).
// Every mark-up is Python's; this file sets attributes and text, never HTML.

const SIZE = 1000;
const OUTSIDE = 1000;
const PAUSE = 300;
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const SUPERSCRIPTS = { "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" };

// ---- numbers as readers see them: the same rules as formats.py ----

const strip = (text) => (text.includes(".") ? text.replace(/\.?0+$/, "") : text);

function number(value, digits = 4) {
  if (Number.isNaN(value)) return "–";
  const sign = value < 0 ? "−" : "";
  const size = Math.abs(value);
  if (size === Infinity) return sign + "∞";
  if (size === 0) return "0";
  const [mantissa, power] = size.toExponential(digits - 1).split("e");
  const exponent = Number(power);
  if (exponent < -4 || exponent > 8) {
    return `${sign}${strip(mantissa)}×10${[...String(exponent)].map((c) => SUPERSCRIPTS[c]).join("")}`;
  }
  const [whole, rest] = size.toFixed(Math.max(0, digits - 1 - exponent)).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return sign + strip(rest === undefined ? grouped : `${grouped}.${rest}`);
}

function percent(value, digits = 3) {
  const hundred = 100 * value;
  if (!(value > 0.5 && value < 1)) return number(hundred, digits) + "%";
  const rest = 100 - hundred;
  const exponent = rest === 0 ? -99 : Number(rest.toExponential(digits - 1).split("e")[1]);
  if (exponent < -6) return "> 99.999999%";
  return strip(hundred.toFixed(Math.min(Math.max(0, digits - 1 - exponent), 6))) + "%";
}

function odds(value, digits = 4) {
  return value > 0 && value < 1 ? "1 : " + number(1 / value, digits) : number(value, digits) + " : 1";
}

const FORMATS = { number, percent, odds };

function readoutText(readout, value) {
  return value === Infinity ? readout.infinite : FORMATS[readout.format](value, readout.digits ?? undefined);
}

const withUnit = (text, unit) => (unit ? `${text} ${unit}` : text);

// ---- sliders: the number, and where the thumb stands ----

const toPosition = (slider, value) => (slider.scale === "log" ? Math.log10(value) : value);

// Fifteen digits undo the last-bit error of a power, so that an exponent of -2 is 0.01.
const fromPosition = (slider, at) => (slider.scale === "log" ? Number((10 ** at).toPrecision(15)) : at);

const inRange = (slider, value) =>
  value >= slider.lo && value <= slider.hi && (!slider.integer || Number.isInteger(value));

function clamp(slider, value) {
  const whole = slider.integer ? Math.round(value) : value;
  return Math.min(Math.max(whole, slider.lo), slider.hi);
}

// What a hand can mean: three digits on a log scale, about a thousandth of the range on a linear one.
function tidy(slider, value) {
  if (value <= slider.lo || value >= slider.hi) return clamp(slider, value);
  if (slider.scale === "log") return clamp(slider, Number(value.toPrecision(3)));
  const power = Math.floor(Math.log10((slider.hi - slider.lo) / 400));
  const rounded = power < 0 ? Number(value.toFixed(-power)) : Math.round(value / 10 ** power) * 10 ** power;
  return clamp(slider, rounded);
}

// Some browsers step by 1 when a slider has no step, which would be a whole decade.
const KEYS = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10, PageDown: -10 };

function stepped(slider, value, percents) {
  const [lo, hi] = [toPosition(slider, slider.lo), toPosition(slider, slider.hi)];
  const at = toPosition(slider, value) + (percents * (hi - lo)) / 100;
  const next = tidy(slider, fromPosition(slider, Math.min(Math.max(at, lo), hi)));
  return next === value && slider.integer ? clamp(slider, value + Math.sign(percents)) : next;
}

function parseNumber(text) {
  const plain = text.trim().replace(/[,\s]/g, "").replace("−", "-");
  return NUMBER.test(plain) ? Number(plain) : NaN;
}

// ---- the drawing ----

function axisMap({ lo, hi, scale }) {
  if (scale === "linear") return (value) => (value - lo) / (hi - lo);
  const [from, to] = [Math.log10(lo), Math.log10(hi)];
  return (value) => (value > 0 ? (Math.log10(value) - from) / (to - from) : NaN);
}

function samples({ lo, hi, scale }, points) {
  const between = (from, to) => Array.from({ length: points }, (_, i) => from + ((to - from) * i) / (points - 1));
  return scale === "log" ? between(Math.log10(lo), Math.log10(hi)).map((e) => 10 ** e) : between(lo, hi);
}

// Far outside is cut off, so that no coordinate is too large to draw; NaN stays NaN.
const height = (share) => Math.round(Math.min(Math.max(SIZE * (1 - share), -OUTSIDE), SIZE + OUTSIDE) * 10) / 10;

function linePath(columns, heights) {
  let path = "";
  let pen = "M";
  for (let i = 0; i < columns.length; i += 1) {
    if (Number.isNaN(heights[i])) {
      pen = "M";
    } else {
      path += `${pen}${columns[i]},${heights[i]}`;
      pen = "L";
    }
  }
  return path;
}

function areaPath(columns, lows, highs) {
  const there = columns.map((_, i) => i).filter((i) => !Number.isNaN(lows[i] + highs[i]));
  if (there.length === 0) return "";
  const over = there.map((i) => `${columns[i]},${highs[i]}`);
  const back = there.reverse().map((i) => `${columns[i]},${lows[i]}`);
  return `M${over.concat(back).join("L")}Z`;
}

// ---- one explorer ----

/** Bring a figure to life. Returns what redraws it, what restores a state, and what lets it go. */
export function mount(figure, model, compiled) {
  const design = JSON.parse(figure.querySelector("script.design").textContent);
  const formulas = { ...compiled.curves(special), ...compiled.scalars(special) };
  const names = Object.keys(design.sliders);
  const one = (selector) => figure.querySelector(selector);
  const ends = new AbortController();
  const on = (element, event, act) => element.addEventListener(event, act, { signal: ends.signal });

  const ys = samples(design.x, design.points);
  const columns = ys.map((_, i) => Number(((SIZE * i) / (design.points - 1)).toPrecision(6)));
  const shareX = axisMap(design.x);
  const shareY = axisMap(design.y);
  const status = one("p.status");
  let pause;

  const say = (text) => {
    status.textContent = text;
  };

  const heights = (name, values) => {
    const formula = formulas[name];
    return ys.map((x) => {
      const value = formula(x, ...values);
      return Number.isFinite(value) ? height(shareY(value)) : NaN;
    });
  };

  const curves = Object.entries(design.curves).map(([name, banded]) => ({
    path: one(`path[data-curve="${name}"]`),
    curve: `curve_${name}`,
    area: banded ? one(`path[data-band="${name}"]`) : null,
    ends: [`band_${name}_lo`, `band_${name}_hi`],
  }));

  const readouts = Object.entries(design.readouts).map(([name, readout]) => ({
    ...readout,
    formula: formulas[`readout_${name}`],
    output: one(`output[name="${name}"]`),
  }));

  const marks = Object.entries(design.marks).map(([name, [hasX, hasY]]) => ({
    path: one(`path[data-mark="${name}"]`),
    label: one(`span[data-mark="${name}"]`),
    x: hasX ? formulas[`mark_${name}_x`] : null,
    y: hasY ? formulas[`mark_${name}_y`] : null,
  }));

  const sliders = names.map((name) => ({
    ...design.sliders[name],
    name,
    range: one(`input[type="range"][name="${name}"]`),
    field: one(`input[data-for="${name}"]`),
  }));

  function drawMark({ path, label, x, y }, values) {
    const u = x ? SIZE * shareX(x(...values)) : null;
    const v = y ? SIZE * (1 - shareY(y(...values))) : null;
    const seen = [u, v].every((at) => at === null || (at >= 0 && at <= SIZE));
    const [left, top] = [u === null ? SIZE : u, v === null ? 0 : v].map((at) => Math.round(at * 10) / 10);
    const line = u === null ? `M0,${top}H${SIZE}` : v === null ? `M${left},0V${SIZE}` : `M${left},${top}h0`;
    path.setAttribute("d", seen ? line : "");
    if (label === null) return;
    label.hidden = !seen;
    if (!seen) return;
    label.style.left = `${(100 * left) / SIZE}%`;
    label.style.top = `${(100 * top) / SIZE}%`;
    label.classList.toggle("flip", left > 0.55 * SIZE);
  }

  function showSlider(slider, value) {
    const text = number(value, 6);
    slider.range.value = String(toPosition(slider, value));
    slider.range.dataset.value = String(value);
    slider.range.setAttribute("aria-valuetext", withUnit(text, slider.unit));
    if (slider.field !== document.activeElement) slider.field.value = text;
  }

  function draw() {
    const values = names.map((name) => model.get(name));
    sliders.forEach((slider, i) => showSlider(slider, values[i]));
    for (const { path, curve, area, ends: [low, high] } of curves) {
      path.setAttribute("d", linePath(columns, heights(curve, values)));
      if (area) area.setAttribute("d", areaPath(columns, heights(low, values), heights(high, values)));
    }
    for (const mark of marks) drawMark(mark, values);
    for (const readout of readouts) {
      const value = readout.formula(...values);
      readout.output.dataset.value = String(value);
      readout.output.textContent = readoutText(readout, value);
    }
  }

  // A screen reader hears the numbers once the hand rests, not at every step on the way.
  function sayReadouts() {
    clearTimeout(pause);
    pause = setTimeout(() => {
      say(readouts.map((r) => `${r.label}: ${withUnit(r.output.textContent, r.unit)}`).join("; "));
    }, 2 * PAUSE);
  }

  function choose(slider, value) {
    model.set(slider.name, value);
    model.save_changes();
    sayReadouts();
  }

  function restore(state) {
    for (const { name, value } of sliders) model.set(name, state.get(name) ?? value);
  }

  for (const slider of sliders) {
    on(slider.range, "input", (event) => {
      const value = fromPosition(slider, Number(slider.range.value));
      // A script that sets the slider means that very number; a hand means one nearby.
      choose(slider, event.isTrusted ? tidy(slider, value) : clamp(slider, value));
    });
    on(slider.range, "keydown", (event) => {
      if (!(event.key in KEYS) || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      choose(slider, stepped(slider, model.get(slider.name), KEYS[event.key]));
    });
    on(slider.field, "focus", () => {
      slider.field.value = String(model.get(slider.name));
      slider.field.select();
    });
    on(slider.field, "blur", () => showSlider(slider, model.get(slider.name)));
    on(slider.field, "change", () => {
      const value = parseNumber(slider.field.value);
      if (inRange(slider, value)) {
        choose(slider, value);
      } else {
        say(`${slider.label} can be ${slider.integer ? "a whole number" : "a number"} from ${number(slider.lo)} to ${number(slider.hi)}.`);
      }
      slider.field.value = String(model.get(slider.name));
    });
    model.on(`change:${slider.name}`, draw);
  }

  on(one("button.reset"), "click", () => {
    restore(new Map());
    model.save_changes();
    say("Back at the first values.");
  });

  one("fieldset.controls").disabled = false;
  draw();

  return {
    restore,
    say,
    sliders,
    release() {
      ends.abort();
      clearTimeout(pause);
      for (const name of names) model.off?.(`change:${name}`, draw);
    },
  };
}

// ---- host: a live notebook ----

export const live = (compiled) => ({
  render({ model, el }) {
    el.innerHTML = model.get("_markup");
    const figure = el.querySelector("figure");
    // A notebook's address does not hold the kernel's state, so there is no link to copy.
    figure.querySelector("button.copy").remove();
    const { release } = mount(figure, model, compiled);
    return release;
  },
});

// ---- host: a static page, whose address is the state ----

class Page {
  constructor(figure, compiled) {
    this.figure = figure;
    this.compiled = compiled;
    this.values = new Map();
    this.listeners = new Map();
    this.handle = null;
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
    clearTimeout(this.pause);
    this.pause = setTimeout(() => history.replaceState(history.state, "", this.link()), PAUSE);
  }

  mount() {
    if (this.handle) return;
    const design = JSON.parse(this.figure.querySelector("script.design").textContent);
    for (const [name, { value }] of Object.entries(design.sliders)) this.values.set(name, value);
    this.handle = mount(this.figure, this, this.compiled);
    this.figure.querySelector("button.copy").addEventListener("click", () => this.copy());
  }

  link() {
    // A plus sign in a link is easily turned into a space on its way.
    const state = [...this.values].map(([name, value]) => `${name}=${String(value).replace("+", "")}`);
    return `${location.href.split("#")[0]}#${this.figure.id}?${state.join("&")}`;
  }

  async copy() {
    clearTimeout(this.pause);
    history.replaceState(history.state, "", this.link());
    const button = this.figure.querySelector("button.copy");
    const done = (await copied(this.link())) ? "Link copied" : "The link is in the address bar";
    this.handle.say(done);
    this.words ??= button.textContent;
    button.textContent = done;
    setTimeout(() => {
      button.textContent = this.words;
    }, 2000);
  }

  follow(query) {
    this.mount();
    const given = new Map();
    for (const pair of query.split("&")) {
      const [name, text] = pair.split("=");
      const slider = this.handle.sliders.find((candidate) => candidate.name === name);
      if (slider && NUMBER.test(text) && inRange(slider, Number(text))) given.set(name, Number(text));
    }
    this.handle.restore(given);
  }
}

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
  const done = document.execCommand("copy");
  area.remove();
  return done;
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

  function addressed() {
    try {
      const [id, query] = decodeURIComponent(location.hash.slice(1)).split("?");
      return { page: query === undefined ? undefined : pages.get(id), query };
    } catch {
      return {};
    }
  }

  function follow() {
    const { page, query } = addressed();
    page?.follow(query);
    page?.figure.scrollIntoView();
  }

  function take({ id, ...compiled }) {
    const figure = document.getElementById(id);
    pages.set(id, new Page(figure, compiled));
    nearby.observe(figure);
  }

  const waiting = globalThis.bookkitExplorers ?? [];
  globalThis.bookkitExplorers = { push: take };
  waiting.forEach(take);
  follow();
  addEventListener("hashchange", follow);

  // Fonts and mathematics move what a link has scrolled to; go there again, unless the reader has moved on.
  let still = true;
  for (const event of ["wheel", "touchstart", "pointerdown", "keydown"]) {
    addEventListener(event, () => { still = false; }, { once: true, passive: true });
  }
  addEventListener("load", async () => {
    await globalThis.MathJax?.startup?.promise;
    if (still) addressed().page?.figure.scrollIntoView();
  });
}
