// Moves an explorer that drawing.py has drawn, for two hosts: live.js, where the model is the kernel's widget,
// and page.js, where it is the address. All mark-up is Python's; scripts set attributes and text, never HTML.

// A screen reader hears the numbers once the hand rests, not at every step on the way.
const REST = 600;

const designOf = (figure) => JSON.parse(figure.querySelector("script.design").textContent);

const readoutsOf = (figure, design, formulas) => Object.entries(design.readouts).map(([name, readout]) => ({
  ...readout,
  formula: formulas[`readout_${name}`],
  output: figure.querySelector(`output[name="${name}"]`),
}));

function showReadout({ format, digits, infinite, formula, output }, values) {
  const value = formula(...values);
  output.dataset.value = String(value);
  output.title = exact(value);
  output.textContent = value === Infinity ? infinite : FORMATS[format](value, digits ?? undefined);
}

const inWords = (readouts) =>
  readouts.map(({ label, unit, output }) => `${label}: ${withUnit(output.textContent, unit)}`).join("; ");

/** What an explorer says to those who hear it, at once or after a rest. */
function voiceOf(status) {
  let rest;
  // What is said at once must not be spoken over by numbers that were to follow an earlier move.
  const say = (text) => {
    clearTimeout(rest);
    status.textContent = text;
  };
  const later = (words) => {
    clearTimeout(rest);
    rest = setTimeout(() => say(words()), REST);
  };
  return { say, later, hush: () => clearTimeout(rest) };
}

/** Bring a figure to life. Returns what restores a state, what speaks, and what lets it go. */
function mount(figure, model, compiled) {
  const design = designOf(figure);
  const formulas = { ...compiled.curves(special), ...compiled.scalars(special) };
  const sliders = slidersOf(figure, design);
  const readouts = readoutsOf(figure, design, formulas);
  const drawn = [...(design.x ? [curvesOf, fillsOf, marksOf] : []), ...(design.crowd ? [crowdOf] : [])];
  const plots = drawn.map((part) => part(figure, design, formulas));
  const recited = design.crowd ? [...readouts, ...spokenCrowd(figure, design)] : readouts;
  const sentence = sentenceOf(figure, design, formulas);
  const { say, later, hush } = voiceOf(figure.querySelector("p.status"));
  const ends = new AbortController();
  const on = (element, event, act) => element.addEventListener(event, act, { signal: ends.signal });

  const present = () => sliders.map(({ name }) => model.get(name));
  const spoken = () => sentence?.(present()) ?? inWords(recited);

  function draw() {
    const values = present();
    sliders.forEach((slider, i) => showSlider(slider, values[i]));
    for (const { note } of sliders) note.textContent = "";
    for (const plot of plots) plot(values);
    for (const readout of readouts) showReadout(readout, values);
    sentence?.(values);
    showTried(values);
  }

  function restore(state) {
    for (const { name, value } of sliders) model.set(name, state.get(name) ?? value);
  }

  const showTried = triesOf(figure, design, {
    on,
    go(values) {
      sliders.forEach(({ name }, i) => model.set(name, values[i]));
      draw();
      model.save_changes();
      later(spoken);
    },
  });
  for (const slider of sliders) {
    const hand = {
      on,
      value: () => model.get(slider.name),
      values: present,
      choose(value, lead = "") {
        model.set(slider.name, value);
        model.save_changes();
        later(() => `${lead} ${spoken()}`.trim());
      },
      say,
    };
    onRange(slider, hand);
    onField(slider, hand);
    for (const mark of Object.keys(design.drags).filter((key) => design.drags[key] === slider.name)) {
      const handle = figure.querySelector(`[data-drag="${mark}"]`);
      onHandle(handle, slider, placeOf(mark, design, formulas), hand);
    }
    model.on(`change:${slider.name}`, draw);
  }
  on(figure.querySelector("button.reset"), "click", () => {
    restore(new Map());
    draw();
    model.save_changes();
    say("Back at the first values.");
  });
  if (design.crowd?.plays) {
    const done = () => {
      model.save_changes();
      say(spoken());
    };
    const played = sliders.find(({ name }) => name === design.crowd.plays);
    onPlay(figure.querySelector("button.play"), design.crowd, played, { model, say, done, signal: ends.signal });
  }
  for (const fieldset of figure.querySelectorAll("fieldset.controls")) fieldset.disabled = false;
  draw();

  function release() {
    ends.abort();
    hush();
    for (const { name } of sliders) model.off?.(`change:${name}`, draw);
  }
  return { restore, say, sliders, release };
}
