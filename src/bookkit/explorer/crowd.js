// The crowd: the same counts as crowd.py, from the same formulas, and a button that plays through a slider.

const steady = (value) => Number(value.toFixed(9));
const total = (values) => values.reduce((sum, value) => sum + value, 0);

function apportioned(weights, figures) {
  const all = total(weights);
  const quotas = weights.map((weight) => steady((figures * weight) / all));
  const counts = quotas.map(Math.floor);
  const rest = quotas.map((quota, i) => steady(quota - counts[i]));
  const order = counts.map((_, i) => i).sort((a, b) => rest[b] - rest[a]);
  for (const i of order.slice(0, figures - total(counts))) counts[i] += 1;
  return counts;
}

const leftOf = (figures, stays) => Math.min(Math.max(Math.ceil(steady(figures * stays - 0.5)), 0), figures);

function shuffled(figures) {
  const order = Array.from({ length: figures }, (_, i) => i);
  let seed = 1;
  for (let i = figures - 1; i > 0; i -= 1) {
    seed = (Math.imul(1664525, seed) + 1013904223) >>> 0;
    const j = Math.floor((seed * (i + 1)) / 2 ** 32);
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}

const rare = (share, figures) => (share === 0 ? "none" : `fewer than 1 in ${number(figures)}`);

/** What each panel shows of the sorts: runs of figures along the shuffled places, and the counts in words. */
const RECKONED = {
  leaves(names, figures, shares, stays) {
    const starts = apportioned(shares, figures);
    const left = starts.map((start, i) => leftOf(start, stays[i]));
    return {
      runs: names.flatMap((name, i) => [[name, left[i]], ["gone", starts[i] - left[i]]]),
      words: starts.map((start, i) => {
        if (start === 0) return rare(shares[i], figures);
        if (left[i] > 0) return `${number(left[i])} of ${number(start)} left`;
        return start === 1 ? "gone" : `fewer than 1 of ${number(start)} left`;
      }),
    };
  },
  drifts(names, figures, shares, stays) {
    const counts = apportioned(shares.map((share, i) => share * stays[i]), figures);
    const alone = shares.filter((share) => share > 0).length === 1;
    return {
      runs: names.map((name, i) => [name, counts[i]]),
      words: counts.map((count, i) => {
        if (count === 0) return rare(shares[i], figures);
        if (count < figures) return `${number(count)} in ${number(figures)}`;
        return alone ? `all ${number(figures)}` : `more than ${number(count - 1)} in ${number(figures)}`;
      }),
    };
  },
};

/** A function of runs that moves one panel's figures, and does nothing while the counts are the same. */
function panelOf(panel, { figures }) {
  const order = shuffled(figures);
  const lines = [...panel.querySelectorAll("polyline[data-sort]")].map((line) => {
    const columns = Number(line.dataset.columns);
    const places = order.map((cell) => `${cell % columns},${Math.floor(cell / columns)}`);
    return { line, places, sort: line.dataset.sort };
  });
  let shown = "";
  return (runs) => {
    const counts = runs.join();
    if (counts === shown) return;
    shown = counts;
    for (const { line, places, sort } of lines) {
      const points = ["-9,-9"];
      let at = 0;
      for (const [name, count] of runs) {
        if (name === sort) points.push(...places.slice(at, at + count));
        at += count;
      }
      line.setAttribute("points", points.concat("-9,-9").join(" "));
    }
  };
}

/** A function of the sliders' values that redraws the crowd and its counts. */
function crowdOf(figure, design, formulas) {
  const { crowd } = design;
  if (isMasked(figure)) unmasking(figure, design);
  const names = Object.keys(crowd.sorts);
  const panels = [...figure.querySelectorAll(".crowd[data-shows]")].map((panel) => ({
    reckon: RECKONED[panel.dataset.shows],
    move: panelOf(panel, crowd),
    counts: names.map((name) => panel.querySelector(`[data-count="${name}"]`)),
  }));
  return (values) => {
    const [shares, stays] = ["share", "stays"].map((part) =>
      names.map((name) => formulas[`crowd_${name}_${part}`](...values)));
    for (const { reckon, move, counts } of panels) {
      const { runs, words } = reckon(names, crowd.figures, shares, stays);
      move(runs);
      counts.forEach((count, i) => {
        if (count.textContent !== words[i]) count.textContent = words[i];
      });
    }
  };
}

const isMasked = (figure) => figure.querySelector(".crowds").classList.contains("masked");

/** The counts as they are spoken, beside the readouts; of a masked crowd none is told. */
const spokenCrowd = (figure, { crowd }) => [...figure.querySelectorAll("[data-count]")].map((output) => {
  const title = output.closest(".crowd").querySelector(".title");
  const label = crowd.sorts[output.dataset.count];
  return {
    label: title ? `${title.textContent}, ${label}` : label,
    unit: "",
    get output() {
      return isMasked(figure) ? { textContent: "not shown" } : output;
    },
  };
});

/** Let a button show who the figures are, or hide it again, as Reset does too. */
function unmasking(figure, design) {
  const button = figure.querySelector("button.unmask");
  const mask = (masked) => {
    figure.querySelector(".crowds").classList.toggle("masked", masked);
    button.textContent = masked ? "Show who they are" : "Hide who they are";
  };
  button.addEventListener("click", () => {
    mask(!isMasked(figure));
    figure.querySelector("p.status").textContent = inWords(spokenCrowd(figure, design));
  });
  figure.querySelector("button.reset").addEventListener("click", () => mask(true));
}

/** Let the button play the crowd's slider from end to end, until it is paused or the reader moves anything. */
function onPlay(button, { plays, seconds }, slider, { model, say, done, signal }) {
  const ends = [slider.lo, slider.hi].map((end) => toPosition(slider, end));
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  let frame = 0;
  let set = null;
  let gone = 0;

  function stop() {
    cancelAnimationFrame(frame);
    frame = 0;
    button.textContent = "Play";
  }
  function step(before, now) {
    // Whoever else moves the slider, a hand, a link or Reset, has it.
    if (set !== null && model.get(plays) !== set) return stop();
    // A page that was out of sight for a while goes on from where it was.
    gone = Math.min(gone + Math.min(now - before, 100) / (1000 * seconds), 1);
    const share = calm.matches ? Math.ceil(gone * 6) / 6 : gone;
    set = gone === 1 ? slider.hi : tidy(slider, fromPosition(slider, ends[0] + share * (ends[1] - ends[0])));
    model.set(plays, set);
    if (gone < 1) frame = requestAnimationFrame((next) => step(now, next));
    else {
      stop();
      done();
    }
  }
  button.addEventListener("click", () => {
    if (frame) {
      stop();
      return done();
    }
    // On from where it was paused, if nothing has moved since; else from the start.
    if (gone === 1 || model.get(plays) !== set) [gone, set] = [0, null];
    button.textContent = "Pause";
    say("Playing.");
    frame = requestAnimationFrame((now) => {
      frame = requestAnimationFrame((next) => step(now, next));
    });
  }, { signal });
  signal.addEventListener("abort", stop);
}
