// The dialog that turns the place a "cite" button stands at into a link, Markdown, BibTeX and words.

const dialog = document.querySelector("dialog.citing");
const { book, author, version, year, chapter } = dialog?.dataset ?? {};
const status = dialog?.querySelector("[role=status]");

const inTeX = (text) => text.replace(/[\\{}]/g, "").replace(/[&%#_]/g, "\\$&");
const inMarkdown = (text) => text.replace(/[\\[\]*_`<]/g, "\\$&");
const slug = (text) => text.toLowerCase().replace(/^the /, "").replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");

const isLocal = (address) => address.startsWith("file:");

/** The four forms of a citation. `what` is empty for the whole chapter, `chapter` may be the book itself. */
function citation(what, anchor) {
  const page = published();
  const place = document.getElementById(anchor);
  const moves = place?.matches(".explorer, .switchboard");
  const address = anchor ? `${page}#${moves ? fragment(place) : anchor}` : page;
  // What would end a link in Markdown or a field in BibTeX.
  const reached = address.replace(/[(){}\s]/g, (c) => `%${c.charCodeAt(0).toString(16)}`);
  // An address on the reader's disk leads nobody else anywhere, so the place in the book is named instead.
  const url = isLocal(reached) ? reached.slice(contentRoot.length) : reached;
  const now = new Date();
  const today = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((n) => String(n).padStart(2, "0")).join("-");
  const inside = chapter === book ? [] : [chapter];
  const title = [...(what ? [what] : []), ...inside].join(", in: ") || book;
  const key = [book, ...(anchor ? [anchor] : inside)].map(slug).join("-");
  const edition = `${book}, version ${version}`;
  const names = [...(what ? [inMarkdown(what)] : []), ...inside.map((name) => `“${inMarkdown(name)}”`)];
  const source = [...names, `*${inMarkdown(book)}*, version ${version}`].join(", ");
  return {
    Link: reached,
    Markdown: isLocal(reached) ? `${source}, ${inMarkdown(url)}` : `[${source}](${url})`,
    BibTeX: [
      `@misc{${key},`,
      `  author = {{${inTeX(author)}}},`,
      `  title = {{${inTeX(title)}}},`,
      `  year = {${year}},`,
      `  howpublished = {${inTeX(edition)}},`,
      ...(isLocal(reached) ? [`  note = {${inTeX(url)}},`] : [`  url = {${url}},`, `  urldate = {${today}},`]),
      "}",
    ].join("\n"),
    Text: `${author} (${year}). ${[...(what ? [what] : []), ...inside.map((name) => `“${name}”`), edition].join(", ")}. ${url}${isLocal(reached) ? "" : ` (accessed ${today})`}.`,
  };
}

/** The numbers of a table, or of an explorer as it stands, with all of their digits: tabs between, lines below each other. */
function numbersOf(place) {
  const full = (cell) => cell.dataset.value ?? cell.textContent.trim();
  const rows = place?.matches(".numbers")
    ? [...place.querySelectorAll("tr")].map((row) => [...row.cells].map(full))
    : [...(place?.querySelectorAll(".readout") ?? [])].map((readout) => [
      readout.querySelector("label").textContent.trim(), full(readout.querySelector("output")),
    ]);
  return rows.map((row) => row.join("\t")).join("\n");
}

function offer(button) {
  const link = button.previousElementSibling;
  const whole = button.closest("h1") !== null;
  const what = button.getAttribute("aria-label").replace(/^Cite /, "");
  const anchor = whole ? "" : decodeURIComponent(link.hash.slice(1));
  const numbers = whole ? "" : numbersOf(document.getElementById(anchor));
  const texts = { ...citation(whole ? "" : what, anchor), Numbers: numbers };
  dialog.querySelector("#citing-Numbers").closest(".format").hidden = numbers === "";
  dialog.querySelector("h2").textContent = `Cite ${what}`;
  dialog.querySelector(".local").hidden = !isLocal(texts.Link);
  dialog.querySelector(".state").hidden = !texts.Link.includes("?");
  for (const [format, text] of Object.entries(texts)) dialog.querySelector(`#citing-${format}`).value = text;
  status.textContent = "";
  dialog.showModal();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("button.cite");
  if (button && dialog) offer(button);
});

dialog?.addEventListener("click", async (event) => {
  const area = event.target.closest(".format")?.querySelector("textarea");
  if (event.target.matches(".close")) {
    dialog.close();
  } else if (event.target.matches("textarea")) {
    area.select();
  } else if (area && event.target.matches("button")) {
    const done = await copied(area.value);
    if (!done) {
      area.focus();
      area.select();
    }
    status.textContent = done
      ? `${event.target.getAttribute("aria-label").replace("Copy ", "")} copied.`
      : "Copying is not allowed here. The text is selected: copy it with the keyboard or the menu.";
  }
});
