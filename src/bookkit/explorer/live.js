// The explorer in a live notebook.

const live = (compiled) => ({
  render({ model, el }) {
    el.innerHTML = model.get("_markup");
    const figure = el.querySelector("figure");
    // A notebook's address does not hold the kernel's state, so there is no link to copy.
    figure.querySelector("button.copy").remove();
    return mount(figure, model, compiled).release;
  },
});
