// Sliders: the number, where the thumb stands, and what a hand, a key or a typed text means.

// Some browsers step by 1 when a slider has no step, which would be a whole decade.
const KEYS = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10, PageDown: -10 };

const isZero = (slider, value) => slider.zero && value === 0;

// The 0 of a log scale is its leftmost place, a little before its least exponent.
function toPosition(slider, value) {
  if (isZero(slider, value)) return Number(slider.range.min);
  return slider.scale === "log" ? Math.log10(value) : value;
}

function fromPosition(slider, at) {
  if (slider.scale !== "log") return at;
  const least = Math.log10(slider.lo);
  if (slider.zero && at < least) return 2 * at < Number(slider.range.min) + least ? 0 : slider.lo;
  // Fifteen digits undo the last-bit error of a power, so that an exponent of -2 is 0.01.
  return Number((10 ** at).toPrecision(15));
}

const inRange = (slider, value) =>
  isZero(slider, value) || (value >= slider.lo && value <= slider.hi && (!slider.integer || Number.isInteger(value)));

function clamp(slider, value) {
  if (slider.zero && value <= 0) return 0;
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

function stepped(slider, value, percents) {
  const [lo, hi] = [Number(slider.range.min), Number(slider.range.max)];
  const at = toPosition(slider, value) + (percents * (hi - lo)) / 100;
  const next = tidy(slider, fromPosition(slider, Math.min(Math.max(at, lo), hi)));
  if (next !== value) return next;
  if (slider.zero && value <= slider.lo) return percents > 0 ? slider.lo : 0;
  return slider.integer ? clamp(slider, value + Math.sign(percents)) : next;
}

/** The sliders of a design, each with its two fields. */
const slidersOf = (figure, design) => Object.entries(design.sliders).map(([name, slider], index) => ({
  ...slider,
  name,
  index,
  range: figure.querySelector(`input[type="range"][name="${name}"]`),
  field: figure.querySelector(`input[data-for="${name}"]`),
  note: figure.querySelector(`[data-note="${name}"]`),
}));

function showSlider(slider, value) {
  const text = number(value, 6);
  slider.range.value = String(toPosition(slider, value));
  slider.range.dataset.value = String(value);
  slider.range.setAttribute("aria-valuetext", withUnit(text, slider.unit));
  if (slider.field !== document.activeElement) slider.field.value = text;
}

/** Tell of the values that a reader chooses by moving the thumb. */
function onRange(slider, { on, value, choose }) {
  on(slider.range, "input", (event) => {
    const at = fromPosition(slider, Number(slider.range.value));
    // A script that sets the slider means that very number; a hand means one nearby.
    choose(event.isTrusted ? tidy(slider, at) : clamp(slider, at));
  });
  on(slider.range, "keydown", (event) => {
    if (!(event.key in KEYS) || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    choose(stepped(slider, value(), KEYS[event.key]));
  });
}

/** Tell of the values that a reader types. What the slider cannot be is brought within its range, and said. */
function onField(slider, { on, value, choose, say }) {
  const { field, note } = slider;
  on(field, "focus", () => {
    field.value = String(value());
    field.select();
  });
  on(field, "blur", () => showSlider(slider, value()));
  // A notebook around the explorer takes keys for commands of its own, and Enter among them.
  on(field, "keydown", (event) => event.stopPropagation());
  on(field, "change", () => {
    const typed = typedNumber(field.value);
    const meant = Number.isNaN(typed) ? value() : clamp(slider, typed);
    const objection = meant === typed ? "" : `${allowed(slider)} Now it is ${number(meant, 6)}.`;
    if (Number.isNaN(typed)) say(objection);
    else choose(meant, objection);
    field.value = String(meant);
    note.textContent = objection;
  });
}

const allowed = ({ label, integer, zero, lo, hi }) =>
  `${label} can be ${zero ? "0 or " : ""}${integer ? "a whole number" : "a number"} from ${number(lo)} to ${number(hi)}.`;
