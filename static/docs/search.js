// Search over everything: the index is fetched once, when the search is first opened, and searched here.
"use strict";

const dialog = document.querySelector("[data-search-dialog]");
const box = dialog?.querySelector("input");
const list = dialog?.querySelector("[role=listbox]");
const note = dialog?.querySelector("[data-search-note]");
const MOST = 12;
let index = null;
let chosen = -1;

async function loadIndex() {
  const answer = await fetch(dialog.dataset.index);
  if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
  const places = await answer.json();
  return places.map((place) => ({
    ...place,
    title: place.t.toLowerCase().replaceAll("_", " "),
    all: `${place.t} ${place.t.replaceAll("_", " ")} ${place.s} ${place.w}`.toLowerCase(),
  }));
}

// 0 for no match; the title counts most, and a code that is typed whole comes first.
function score(place, words, whole) {
  if (!words.every((word) => place.all.includes(word))) return 0;
  const here = document.body.dataset.surface && place.u.startsWith(`/docs/${document.body.dataset.surface}`) ? 1 : 0;
  if (place.title === whole) return 100 + here;
  if (place.title.startsWith(whole)) return 50 + here;
  return 1 + here + 10 * words.filter((word) => place.title.includes(word)).length;
}

function found(text) {
  const words = text.toLowerCase().replaceAll("_", " ").split(/\s+/).filter(Boolean);
  if (!words.length) return [];
  const scored = index.map((place) => [score(place, words, words.join(" ")), place]).filter(([points]) => points > 0);
  return scored.sort(([a], [b]) => b - a).slice(0, MOST).map(([, place]) => place);
}

function option(place, number) {
  const item = document.createElement("li");
  item.id = `found-${number}`;
  item.setAttribute("role", "option");
  const link = document.createElement("a");
  link.href = place.u;
  link.tabIndex = -1;
  const title = document.createElement("strong");
  title.textContent = place.t;
  const where = document.createElement("span");
  where.textContent = place.s;
  link.append(title, where);
  item.append(link);
  return item;
}

function choose(number) {
  const items = [...list.children];
  chosen = items.length ? (number + items.length) % items.length : -1;
  items.forEach((item, place) => item.setAttribute("aria-selected", String(place === chosen)));
  box.setAttribute("aria-activedescendant", chosen < 0 ? "" : items[chosen].id);
  items[chosen]?.scrollIntoView({ block: "nearest" });
}

function show() {
  if (!index) return;
  const places = found(box.value);
  list.replaceChildren(...places.map(option));
  box.setAttribute("aria-expanded", String(places.length > 0));
  note.textContent = places.length || !box.value.trim() ? "" : `${dialog.dataset.nothing} “${box.value.trim()}”.`;
  choose(0);
}

async function openSearch() {
  if (dialog.open) return;
  dialog.showModal();
  box.select();
  if (index) return;
  try {
    index = await loadIndex();
    show();
  } catch (error) {
    note.textContent = `${dialog.dataset.failed}: ${error.message}`;
  }
}

function steer(event) {
  if (event.key === "ArrowDown") choose(chosen + 1);
  else if (event.key === "ArrowUp") choose(chosen - 1);
  else if (event.key === "Enter") list.children[chosen]?.querySelector("a").click();
  else return;
  event.preventDefault();
}

function offerSearch() {
  const button = document.querySelector("[data-search]");
  button.hidden = false;
  button.addEventListener("click", openSearch);
  box.addEventListener("input", show);
  box.addEventListener("keydown", steer);
  dialog.addEventListener("click", (event) => {
    // A click beside the box, or on a result that is on this page, closes it.
    if (event.target === dialog || event.target.closest("a")) dialog.close();
  });
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    openSearch();
  });
}

if (dialog) offerSearch();
