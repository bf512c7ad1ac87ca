// Where its reader is in a page: how far, on a hairline at the top, and in which section, in its outline.

const outline = document.querySelector("nav.here");
const progress = document.querySelector(".progress");
const text = document.querySelector("main > article");

function measure() {
  const { top, height } = text.getBoundingClientRect();
  const way = height - innerHeight;
  const done = way > 0 ? Math.min(1, Math.max(0, -top / way)) : 0;
  progress.style.transform = `scaleX(${done.toFixed(4)})`;
}

if (progress && text) {
  let frame = 0;
  const soon = () => {
    frame ||= requestAnimationFrame(() => {
      frame = 0;
      measure();
    });
  };
  addEventListener("scroll", soon, { passive: true });
  addEventListener("resize", soon, { passive: true });
  soon();
}

if (outline) {
  const now = document.querySelector(".strip .now");
  const links = new Map([...outline.querySelectorAll("a")].map((link) => [decodeURIComponent(link.hash.slice(1)), link]));
  const inSight = new Set();
  // A line across the window, a quarter from the top: the section on it is the one that is read.
  const line = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (isIntersecting) inSight.add(target.id);
        else inSight.delete(target.id);
      }
      const present = [...links.keys()].filter((id) => inSight.has(id)).at(-1);
      for (const [id, link] of links) {
        if (id === present) link.setAttribute("aria-current", "location");
        else link.removeAttribute("aria-current");
      }
      now.textContent = links.get(present)?.textContent ?? "";
    },
    { rootMargin: "-25% 0px -75% 0px" },
  );
  for (const id of links.keys()) {
    const section = document.getElementById(id);
    if (section) line.observe(section);
  }
  outline.addEventListener("beforetoggle", () => {
    outline.style.top = `${document.querySelector(".strip").getBoundingClientRect().bottom + 4}px`;
  });
  outline.addEventListener("click", ({ target }) => {
    // On a wide page it is no popover.
    if (target.closest("a") && outline.matches(":popover-open")) outline.hidePopover();
  });
}
