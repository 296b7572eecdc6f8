// The form that sends an endpoint's request with a test key. A pasted key stays in this page's memory.
"use strict";

const trial = document.querySelector("[data-trial]");
const problem = document.querySelector("[data-problem]");

function fieldsAt(place) {
  return [...trial.querySelectorAll(`[data-place="${place}"]`)];
}

// Only what was filled in is sent: an empty query parameter would be refused.
function given(place) {
  return fieldsAt(place).filter((field) => field.value !== "");
}

function urlOf() {
  let path = trial.dataset.path;
  for (const field of fieldsAt("path")) path = path.replace(`{${field.name}}`, encodeURIComponent(field.value));
  const query = new URLSearchParams(given("query").map((field) => [field.name, field.value]));
  return query.size ? `${path}?${query}` : path;
}

function headersOf() {
  const headers = Object.fromEntries(given("header").map((field) => [field.name, field.value]));
  const key = trial.querySelector("[data-key]");
  if (key) headers["X-API-Key"] = key.value.trim();
  if (fieldsAt("body").length) headers["Content-Type"] = "application/json";
  return headers;
}

function bodyOf() {
  const [json] = fieldsAt("body");
  if (json) return json.value;
  const files = fieldsAt("file");
  if (!files.length) return undefined;
  const form = new FormData();
  for (const field of files) if (field.files[0]) form.append(field.name, field.files[0]);
  for (const field of given("form")) form.append(field.name, field.value);
  return form;
}

// A live key would move real credits and send real mail: a page to play on isn't the place for it.
function problemOf() {
  const key = trial.querySelector("[data-key]");
  return key && !key.value.trim().startsWith(key.dataset.starts)
    ? `A test key begins with ${key.dataset.starts}. Nothing was sent.`
    : "";
}

async function send(event) {
  event.preventDefault();
  problem.textContent = problemOf();
  problem.hidden = !problem.textContent;
  if (problem.textContent) return;
  const button = trial.querySelector("[type=submit]");
  button.disabled = true;
  const answer = document.querySelector("[data-answer]");
  await showAnswer(answer, urlOf(), { method: trial.dataset.method, headers: headersOf(), body: bodyOf() });
  button.disabled = false;
}

async function offerTrial() {
  const names = trial.querySelector('[name="Idempotency-Key"]');
  if (names) names.value = crypto.randomUUID?.() ?? String(Date.now());
  trial.hidden = false;
  trial.addEventListener("submit", send);
  const key = trial.querySelector("[data-key]");
  const own = (await keys)[document.body.dataset.surface];
  if (key && own && !key.value) key.value = own;
}

offerTrial();
