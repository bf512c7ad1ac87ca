// Links to states beside the drawing. They are ordinary links, to copy and to open elsewhere; a plain click moves
// the explorer where it is.

/** A function of the sliders' values that marks the link whose state they are. */
function triesOf(figure, design, { on, go }) {
  const links = [...figure.querySelectorAll(".tries a")];
  links.forEach((link, i) => {
    on(link, "click", (event) => {
      if (event.button !== 0 || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      go(design.tries[i]);
    });
  });
  return (values) => {
    links.forEach((link, i) => {
      if (design.tries[i].every((value, j) => value === values[j])) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    });
  };
}
