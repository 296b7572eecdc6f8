// A code's page: the request that led here, and the refusal on demand. A pasted key stays in this page's memory.
"use strict";

function showRequest() {
  const id = new URLSearchParams(location.search).get("request") ?? "";
  const place = document.querySelector("[data-request]");
  if (!/^req_[0-9a-z]{1,60}$/.test(id)) return;
  place.querySelector("code").textContent = id;
  place.querySelector("a").href = `/portal/requests/${id}`;
  place.querySelector("[data-known]").hidden = false;
  place.querySelector("form").hidden = true;
}

async function simulate(form) {
  const button = form.querySelector("button");
  const key = form.elements.key.value.trim();
  if (!key) return form.elements.key.focus();
  button.disabled = true;
  await showAnswer(form.parentElement.querySelector("[data-answer]"), form.dataset.url, {
    headers: { "X-API-Key": key, "X-Simulate-Error": form.dataset.code, "Accept-Language": root.lang },
  });
  button.disabled = false;
}

async function offerSimulation() {
  const form = document.querySelector("[data-simulate]");
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    simulate(form);
  });
  const own = (await keys)[document.body.dataset.surface];
  if (own && !form.elements.key.value) form.elements.key.value = own;
}

showRequest();
offerSimulation();
