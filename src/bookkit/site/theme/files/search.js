// The search page. Sphinx's index says which pages have a word, places.js what stands on them. Chapters come
// first, then theorems, explorers and words of the glossary as results of their own, the library last.

{
  const MOST = { chapters: 5, places: 12, library: 12 };
  const LETTERS = 180;
  const results = () => document.getElementById("search-results");
  const wordsOf = (text) => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

  /** What is looked for: words as typed and as the index has them, words that say nothing left out. */
  function tokensOf(query) {
    const all = wordsOf(query);
    const telling = all.filter((word) => !stopwords.includes(word));
    const stemmer = new Stemmer();
    return (telling.length ? telling : all).map((word) => ({ word, stem: stemmer.stemWord(word) }));
  }

  const begins = (text, { word, stem }) =>
    wordsOf(text).some((each) => each.startsWith(word) || (stem.length > 2 && each.startsWith(stem)));
  const hasAll = (text, tokens) => tokens.every((token) => begins(text, token));

  /** How much each page has of a word: more for a title than for a heading, for a heading than for the text. */
  function pagesWith(index, token) {
    const scores = new Map();
    const add = (page, score) => scores.set(page, (scores.get(page) ?? 0) + score);
    for (const [term, pages] of Object.entries(index.terms)) {
      const score = term === token.stem ? 5 : token.word.length > 2 && term.startsWith(token.word) ? 2 : 0;
      if (score) for (const page of [pages].flat()) add(page, score);
    }
    for (const [title, places] of Object.entries(index.alltitles)) {
      if (begins(title, token)) for (const [page, anchor] of places) add(page, anchor === null ? 30 : 8);
    }
    return scores;
  }

  function scoresOf(index, tokens) {
    const found = tokens.map((token) => pagesWith(index, token));
    const scores = new Map();
    for (const page of index.docnames.keys()) {
      if (found.every((each) => each.has(page))) scores.set(page, found.reduce((sum, each) => sum + each.get(page), 0));
    }
    return scores;
  }

  /** Chapters that are about what others call by these words, each with what it is called. */
  function meant(query) {
    const said = wordsOf(query).join(" ");
    const is = (phrase) => ` ${said} `.includes(` ${phrase}`) || (said.length > 3 && phrase.startsWith(said));
    const pages = new Map();
    for (const [phrase, about] of bookPlaces.synonyms.filter(([phrase]) => is(phrase))) {
      for (const page of about) if (!pages.has(page)) pages.set(page, phrase);
    }
    return pages;
  }

  function chaptersFor(index, query, tokens, library) {
    const scores = scoresOf(index, tokens);
    const called = meant(query);
    [...called.keys()].forEach((page, i) => {
      const number = index.docnames.indexOf(page);
      scores.set(number, (scores.get(number) ?? 0) + 1000 * (called.size - i));
    });
    const order = Object.keys(bookPlaces.pages);
    const chapters = [...scores]
      .map(([number, score]) => ({ page: index.docnames[number], title: index.titles[number], number, score }))
      .filter(({ page }) => page in bookPlaces.pages && bookPlaces.pages[page].library === library)
      .sort((a, b) => b.score - a.score || order.indexOf(a.page) - order.indexOf(b.page));
    const sections = (number) => Object.entries(index.alltitles).flatMap(([title, places]) =>
      places.filter(([page, anchor]) => page === number && anchor !== null && hasAll(title, tokens))
        .map(([, anchor]) => ({ title, anchor })));
    const taken = new Set(bookPlaces.places.map(([page, anchor]) => `${page}#${anchor}`));
    return chapters.map((chapter) => ({
      ...chapter,
      asks: bookPlaces.pages[chapter.page].asks,
      called: called.get(chapter.page),
      sections: sections(chapter.number).filter(({ anchor }) => !taken.has(`${chapter.page}#${anchor}`)).slice(0, 3),
    }));
  }

  function placesFor(index, tokens) {
    const titleOf = (page) => index.titles[index.docnames.indexOf(page)];
    const places = bookPlaces.places
      .filter(([, anchor, kind, name]) => hasAll(`${kind} ${name} ${anchor}`, tokens))
      .map(([page, anchor, kind, name]) => ({ page, anchor, name, about: `${kind}, in ${titleOf(page)}` }));
    const words = Object.entries(index.indexentries)
      .filter(([name]) => hasAll(name, tokens))
      .flatMap(([name, uses]) => uses.map(([page, anchor]) => ({ page: index.docnames[page], anchor, name, about: titleOf(index.docnames[page]) })));
    return [...places, ...words];
  }

  function codeFor(index, tokens) {
    return Object.entries(index.objects)
      .flatMap(([prefix, entries]) => entries.map(([page, type, , anchor, name]) => ({
        page: index.docnames[page],
        name: prefix ? `${prefix}.${name}` : name,
        anchor,
        about: index.objnames[type][2],
      })))
      .map((entry) => ({ ...entry, anchor: entry.anchor === "" ? entry.name : entry.anchor === "-" ? `${index.objnames[0][1]}-${entry.name}` : entry.anchor }))
      .filter(({ name }) => hasAll(name.replaceAll("_", " "), tokens));
  }

  function element(tag, properties = {}, ...children) {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  }

  const address = (page, anchor = "") => `${contentRoot}${page}.html${anchor && `#${anchor}`}`;

  /** The lines of a page that have most of the words, those with formulas left out. */
  function excerpt(from, asks, tokens) {
    const lines = [...from.querySelectorAll("article :is(p, dd, figcaption)")]
      .filter((line) => !line.querySelector("mjx-container, p") && !line.closest("nav, .title, .in-code"))
      .map((line) => line.textContent.replace(/\s+/g, " ").trim())
      .filter((line) => line !== asks);
    const count = (line) => tokens.filter((token) => begins(line, token)).length;
    return lines.reduce((best, line) => (count(line) > count(best) ? line : best), "");
  }

  function marked(line, tokens) {
    const starts = tokens.flatMap(({ word, stem }) => [word, stem]).filter((word) => word.length > 2);
    const parts = line.split(/([\p{L}\p{N}]+)/u);
    const hit = (part) => starts.some((start) => part.toLowerCase().startsWith(start));
    const before = parts.slice(0, Math.max(0, parts.findIndex(hit))).join("").length;
    const from = before > LETTERS / 2 ? line.indexOf(" ", before - LETTERS / 2) : 0;
    let left = LETTERS;
    const shown = [from ? "…" : ""];
    for (const part of line.slice(from).split(/([\p{L}\p{N}]+)/u)) {
      if (left <= 0) break;
      left -= part.length;
      shown.push(hit(part) ? element("mark", { textContent: part }) : part);
    }
    return [...shown, left <= 0 ? "…" : ""];
  }

  async function addExcerpt(item, { page, asks }, tokens) {
    const line = excerpt(await textOf(page), asks, tokens);
    if (line) item.querySelector(".excerpt").append(...marked(line, tokens));
  }

  function chapterItem({ page, title, asks, called, sections }) {
    const item = element("li", {}, element("a", { href: address(page), textContent: title }));
    if (asks) item.append(element("p", { className: "asks", textContent: asks }));
    if (called) item.append(element("p", { className: "about", textContent: `About what is also called “${called}”.` }));
    else item.append(element("p", { className: "excerpt" }));
    if (sections.length) {
      const links = sections.flatMap((each, i) => [i ? " · " : "", element("a", { href: address(page, each.anchor), textContent: each.title })]);
      item.append(element("p", { className: "sections" }, ...links));
    }
    return item;
  }

  const placeItem = ({ page, anchor, name, about }) => element(
    "li",
    {},
    element("a", { href: address(page, anchor), textContent: name }),
    element("span", { className: "about", textContent: about }),
  );

  function group(title, items, name) {
    if (!items.length) return;
    const section = element("section", {}, element("h2", { textContent: title }), element("ol", {}, ...items.slice(0, MOST[name])));
    section.dataset.group = name;
    const rest = items.slice(MOST[name]);
    if (rest.length) section.append(element("details", {}, element("summary", { textContent: `${rest.length} more` }), element("ol", {}, ...rest)));
    results().append(section);
  }

  function show(index) {
    const query = new URLSearchParams(location.search).get("q")?.trim() ?? "";
    document.querySelector("article input[name=q]").value = query;
    const tokens = tokensOf(query);
    if (!tokens.length) return;
    const chapters = chaptersFor(index, query, tokens, false);
    const places = placesFor(index, tokens);
    const library = chaptersFor(index, query, tokens, true);
    const code = codeFor(index, tokens);
    const items = chapters.map(chapterItem);
    group("Chapters", items, "chapters");
    group("Theorems, explorers, words", places.map(placeItem), "places");
    group("The library", [...code.map(placeItem), ...(code.length ? [] : library.map(chapterItem))], "library");
    const found = chapters.length + places.length + code.length + library.length;
    document.getElementById("search-progress").textContent = found
      ? `Found in ${chapters.length} chapter${chapters.length === 1 ? "" : "s"}.`
      : `Nothing has all of these words: ${tokens.map(({ word }) => word).join(", ")}.`;
    chapters.slice(0, MOST.chapters).forEach((chapter, i) => {
      if (!chapter.called) addExcerpt(items[i], chapter, tokens).catch(() => {});
    });
  }

  // What Sphinx's index calls, once it has arrived.
  globalThis.Search = { setIndex: show };
}
