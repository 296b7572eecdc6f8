// Samples: one language for the whole site, remembered; and the reader's own test key where one is signed in.
"use strict";

const PLACEHOLDER = "_test_YOUR_KEY";

function markLanguage() {
  for (const group of document.querySelectorAll(".sample-tabs")) {
    const buttons = [...group.querySelectorAll("button")];
    // A sample that has no curl shows its first language instead, as the style sheet does.
    const shown = buttons.find((button) => button.dataset.language === root.dataset.language) ?? buttons[0];
    for (const button of buttons) button.setAttribute("aria-pressed", String(button === shown));
  }
}

function chooseLanguage(button) {
  // The page may grow or shrink above the button: it stays where it was pressed.
  const before = button.getBoundingClientRect().top;
  root.dataset.language = button.dataset.language;
  try {
    localStorage.setItem("language", button.dataset.language);
  } catch {
    // Not remembered, then.
  }
  markLanguage();
  window.scrollBy({ top: button.getBoundingClientRect().top - before, behavior: "instant" });
}

function offerLanguages() {
  for (const button of document.querySelectorAll("button[data-language]")) {
    button.addEventListener("click", () => chooseLanguage(button));
  }
  markLanguage();
}

// The reader's own test keys by surface, or an empty object. Nobody who isn't signed in asks.
async function ownKeys() {
  if (!isSignedIn) return {};
  try {
    const answer = await fetch("/portal/sample-keys.json", { headers: { Accept: "application/json" } });
    return answer.ok ? await answer.json() : {};
  } catch {
    return {};
  }
}

function putKeyIn(key) {
  for (const code of document.querySelectorAll(".sample code")) {
    const walker = document.createTreeWalker(code, NodeFilter.SHOW_TEXT);
    for (let text = walker.nextNode(); text; text = walker.nextNode()) {
      text.data = text.data.replace(new RegExp(`\\w+${PLACEHOLDER}`, "g"), key);
    }
  }
}

const keys = ownKeys();

async function useOwnKey() {
  const key = (await keys)[document.body.dataset.surface];
  if (key) putKeyIn(key);
}

offerLanguages();
useOwnKey();
