// What moves in the drawing: curves, bands and marks, in a square of SIZE that drawing.py stretches over the axes.

const SIZE = 1000;
const OUTSIDE = 1000;

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

/** A function of the sliders' values that redraws every curve and its band. */
function curvesOf(figure, design, formulas) {
  const xs = samples(design.x, design.points);
  const columns = xs.map((_, i) => Number(((SIZE * i) / (design.points - 1)).toPrecision(6)));
  const share = axisMap(design.y);
  const heights = (formula, values) => xs.map((x) => {
    const value = formula(x, ...values);
    return Number.isFinite(value) ? height(share(value)) : NaN;
  });
  const curves = Object.entries(design.curves).map(([name, banded]) => ({
    line: figure.querySelector(`path[data-curve="${name}"]`),
    along: formulas[`curve_${name}`],
    area: banded ? figure.querySelector(`path[data-band="${name}"]`) : null,
    ends: [formulas[`band_${name}_lo`], formulas[`band_${name}_hi`]],
  }));
  return (values) => {
    for (const { line, along, area, ends } of curves) {
      line.setAttribute("d", linePath(columns, heights(along, values)));
      area?.setAttribute("d", areaPath(columns, ...ends.map((end) => heights(end, values))));
    }
  };
}

/** Whether a mark at these shares of the drawing, from the left and from the top, can be seen. */
const inSight = (u, v) => [u, v].every((share) => share === null || (share >= 0 && share <= 1));

function markPath(u, v) {
  if (!inSight(u, v)) return "";
  const [left, top] = [u, v].map((share) => share && Math.round(share * SIZE * 10) / 10);
  if (u === null) return `M0,${top}H${SIZE}`;
  return v === null ? `M${left},0V${SIZE}` : `M${left},${top}h0`;
}

/** A function of the sliders' values: where a mark stands, as shares from the left and from the top. */
function placeOf(name, design, formulas) {
  const [hasX, hasY] = design.marks[name];
  const [shareX, shareY] = [axisMap(design.x), axisMap(design.y)];
  const [x, y] = [formulas[`mark_${name}_x`], formulas[`mark_${name}_y`]];
  return (values) => [hasX ? shareX(x(...values)) : null, hasY ? 1 - shareY(y(...values)) : null];
}

function moveHandle(handle, u, v) {
  handle.hidden = !inSight(u, v);
  if (u !== null) handle.style.left = `${100 * u}%`;
  if (v !== null) handle.style.top = `${100 * v}%`;
}

/** A function of the sliders' values that moves every mark, and what a hand takes hold of. */
function marksOf(figure, design, formulas) {
  const marks = Object.keys(design.marks).map((name) => ({
    path: figure.querySelector(`path[data-mark="${name}"]`),
    handle: figure.querySelector(`[data-drag="${name}"]`),
    place: placeOf(name, design, formulas),
  }));
  return (values) => {
    for (const { path, handle, place } of marks) {
      const [u, v] = place(values);
      path.setAttribute("d", markPath(u, v));
      if (handle) moveHandle(handle, u, v);
    }
  };
}
