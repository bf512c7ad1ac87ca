// The sentence under a drawing: the case that the state is, with its numbers as the readouts have them.

/** A function of the sliders' values that shows the sentence and returns it; none if nothing is said. */
function sentenceOf(figure, design, formulas) {
  const place = figure.querySelector(".says > span");
  if (!place) return null;
  const names = Object.keys(design.sliders);
  const valueOf = (name, values) =>
    name in design.readouts
      ? Number(figure.querySelector(`output[name="${name}"]`).dataset.value)
      : values[names.indexOf(name)];
  const printed = ({ name, format, digits, infinite }, values) => {
    const value = valueOf(name, values);
    return value === Infinity ? infinite : FORMATS[format](value, digits ?? undefined);
  };
  return (values) => {
    const pieces = design.says[formulas.says(...values)] ?? [];
    place.textContent = pieces.map((piece) => (typeof piece === "string" ? piece : printed(piece, values))).join("");
    return place.textContent;
  };
}
