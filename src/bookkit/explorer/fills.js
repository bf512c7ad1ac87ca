// Areas under curves, between two x values that move with the sliders; fills.py draws the same.

const EVERY = 2;

/** A function of the sliders' values that fills every area again. */
function fillsOf(figure, { x, y, points, fills }, formulas) {
  const xs = samples(x, points);
  const [shareX, shareY] = [axisMap(x), axisMap(y)];
  const column = (at) => Number((SIZE * shareX(at)).toPrecision(5));
  const even = xs.map((_, i) => Number(((SIZE * i) / (points - 1)).toPrecision(6)));

  function area(top, lo, hi) {
    const [from, to] = [Math.max(lo, x.lo), Math.min(hi, x.hi)];
    if (!(from < to)) return "";
    const corners = [from, ...xs.filter((at) => at > from && at < to), to]
      .map((at) => [column(at), top(at)])
      .filter(([, v]) => !Number.isNaN(v));
    if (corners.length === 0) return "";
    return `M${corners[0][0]},${SIZE}L${corners.join("L")}L${corners.at(-1)[0]},${SIZE}Z`;
  }
  function rules(top, lo, hi) {
    let path = "";
    for (let i = 0; i < points; i += EVERY) {
      const v = xs[i] >= lo && xs[i] <= hi ? top(xs[i]) : NaN;
      if (v < SIZE) path += `M${even[i]},${SIZE}V${v}`;
    }
    return path;
  }
  const areas = Object.entries(fills).map(([name, kind]) => ({
    path: figure.querySelector(`path[data-fill="${name}"]`),
    draw: kind === "ruled" ? rules : area,
    along: formulas[`curve_${name}`],
    ends: [formulas[`fill_${name}_lo`], formulas[`fill_${name}_hi`]],
  }));
  return (values) => {
    for (const { path, draw, along, ends: [lo, hi] } of areas) {
      const top = (at) => {
        const value = along(at, ...values);
        return Number.isFinite(value) ? height(shareY(value)) : NaN;
      };
      path.setAttribute("d", draw(top, lo(...values), hi(...values)));
    }
  };
}
