// What the pages gain with JavaScript: theme switch, copy buttons, the filter of the code table. All work without it.
"use strict";

const root = document.documentElement;

function say(words) {
  document.querySelector("[data-said]").textContent = words;
}

// Theme

function isDark() {
  return root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

function switchTheme() {
  root.dataset.theme = isDark() ? "light" : "dark";
  try {
    localStorage.setItem("theme", root.dataset.theme);
  } catch {
    // Not remembered, then.
  }
  const button = document.querySelector("[data-theme-toggle]");
  say(isDark() ? button.dataset.dark : button.dataset.light);
}

function offerThemes() {
  const button = document.querySelector("[data-theme-toggle]");
  button.hidden = false;
  button.addEventListener("click", switchTheme);
}

// Whoever is signed in has a key already: the way to one leads to the portal instead. The page is the same for all

const isSignedIn = document.cookie.split("; ").includes("signed_in=1");

function leadToPortal() {
  const link = document.querySelector(".top-key[data-portal]");
  if (!link || !isSignedIn) return;
  link.href = "/portal/";
  link.textContent = link.dataset.portal;
}

// Copying

async function copyText(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  // Plain http on another host than localhost has no clipboard API.
  const area = document.createElement("textarea");
  area.value = text;
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  if (!done) throw new Error("copying is not allowed");
}

async function copyFrom(button) {
  const word = button.querySelector(".copy-word");
  button.dataset.word ??= word.textContent;
  try {
    await copyText(document.getElementById(button.dataset.copy).textContent.trim());
    word.textContent = button.dataset.copied;
    say(button.dataset.copied);
  } catch {
    word.textContent = button.dataset.failed;
  }
  button.classList.add("copied");
  setTimeout(() => {
    word.textContent = button.dataset.word;
    button.classList.remove("copied");
    say("");
  }, 1600);
}

function offerCopying() {
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", () => copyFrom(button));
  }
}

// Filtering the code table: every word typed must be in the row

function wordsOf(row) {
  const cells = [...row.cells].map((cell) => cell.innerText ?? "");
  return [...cells, row.id, row.id.replaceAll("_", " "), row.dataset.words].join(" ").toLowerCase();
}

function offerFilter() {
  const box = document.querySelector("[data-filter]");
  if (!box) return;
  const input = box.querySelector("input");
  const rows = [...document.querySelectorAll("tr.code")].map((row) => ({ row, words: wordsOf(row) }));
  const groups = [...document.querySelectorAll("table.codes tbody")];
  const tally = document.querySelector("[data-tally]");

  function apply() {
    const wanted = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const { row, words } of rows) {
      row.hidden = !wanted.every((word) => words.includes(word));
      shown += row.hidden ? 0 : 1;
    }
    for (const group of groups) group.hidden = !group.querySelector("tr.code:not([hidden])");
    tally.hidden = wanted.length === 0;
    tally.textContent = `${shown} / ${rows.length} ${tally.dataset.words}`;
    document.querySelector("[data-none]").hidden = shown > 0;
  }

  function remember() {
    const address = new URL(location.href);
    if (input.value) address.searchParams.set("q", input.value);
    else address.searchParams.delete("q");
    history.replaceState(null, "", address);
  }

  box.hidden = false;
  input.value = new URLSearchParams(location.search).get("q") ?? "";
  input.addEventListener("input", () => {
    apply();
    remember();
  });
  document.querySelector("[data-clear]").addEventListener("click", () => {
    input.value = "";
    apply();
    remember();
    input.focus();
  });
  apply();
}

// Menus close when something else is clicked, when Escape is pressed, and when a link leads to a place on this page

function closeMenus(event) {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    const within = menu.contains(event.target);
    if (event.type === "keydown" ? event.key !== "Escape" : within && !event.target.closest("a")) continue;
    menu.open = false;
    if (event.type === "keydown" && within) menu.querySelector("summary").focus();
  }
}

// The side navigation of a code page is long: bring the current code into its view without moving the page

function showCurrent() {
  const current = document.querySelector(":is(.side-codes, .side-operations) [aria-current]");
  const list = current?.closest(".side-scroll");
  if (list) list.scrollTop = current.offsetTop - list.offsetTop - list.clientHeight / 2;
}

offerThemes();
leadToPortal();
offerCopying();
offerFilter();
showCurrent();
document.addEventListener("click", closeMenus);
document.addEventListener("keydown", closeMenus);
