// Two comforts that the page works without: completions while typing, and the key "/" to reach the search box.
"use strict";

(() => {
  const box = document.getElementById("q");
  const list = document.getElementById("completions");
  if (!box || !list) return;

  document.addEventListener("keydown", (event) => {
    const place = event.target;
    const typing = place instanceof HTMLElement && (place.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(place.tagName));
    if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    box.focus();
    box.select();
  });

  const WAIT_MS = 150;
  let timer = 0;
  let running = null;

  const complete = async () => {
    const typed = box.value;
    const kept = typed.replace(/[^\s"«»“”():-]+$/u, "");
    const word = typed.slice(kept.length);
    if (running) running.abort();
    if (word.length < 2) {
      list.replaceChildren();
      return;
    }
    running = new AbortController();
    try {
      const address = `${box.dataset.suggest}?q=${encodeURIComponent(typed)}`;
      const answer = await fetch(address, { signal: running.signal });
      if (!answer.ok) return;
      const { completions } = await answer.json();
      list.replaceChildren(...completions.map(({ text }) => {
        const option = document.createElement("option");
        option.value = kept + text;
        return option;
      }));
    } catch (error) {
      // A newer request took over, or the network is away: the box works without completions.
      if (!(error instanceof DOMException || error instanceof TypeError)) throw error;
    }
  };

  box.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(complete, WAIT_MS);
  });
})();
