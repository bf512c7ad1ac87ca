// What other pages say, for previews and search. Each page's text is a script beside it, as no browser lets a
// page that was opened from a disk read another.

const contentRoot = new URL(document.documentElement.dataset.content_root, location.href).href;
const asked = new Map();

/** The name of the page of this book that an address leads to, such as "chapters/index"; nothing elsewhere. */
function pageNamed(address) {
  const [path] = address.split(/[?#]/);
  return path.startsWith(contentRoot) && path.endsWith(".html") ? path.slice(contentRoot.length, -".html".length) : null;
}

/** A page's text by its name, as a document. One that did not arrive is asked for again the next time. */
function textOf(name) {
  if (!asked.has(name)) {
    const script = Object.assign(document.createElement("script"), { src: `${contentRoot}assets/pages/${name}.js` });
    const arriving = new Promise((arrived, failed) => {
      script.addEventListener("load", () => arrived(new DOMParser().parseFromString(globalThis.bookTexts[name], "text/html")));
      script.addEventListener("error", () => {
        asked.delete(name);
        failed(new Error(name));
      });
    });
    asked.set(name, arriving);
    document.head.append(script);
  }
  return asked.get(name);
}
