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

function wire(answer, body) {
  const names = ["content-type", "www-authenticate", "retry-after", "allow", "ratelimit-policy", "ratelimit", "x-request-id"];
  const headers = names.filter((name) => answer.headers.has(name)).map((name) => `${name}: ${answer.headers.get(name)}`);
  let shown = body;
  try {
    shown = JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    // Shown as it came.
  }
  return `HTTP ${answer.status} ${answer.statusText}\n${headers.join("\n")}\n\n${shown}`;
}

async function simulate(form) {
  const out = form.parentElement.querySelector("[data-answer]");
  const button = form.querySelector("button");
  const key = form.elements.key.value.trim();
  if (!key) return form.elements.key.focus();
  button.disabled = true;
  out.hidden = false;
  out.textContent = "…";
  try {
    const answer = await fetch(form.dataset.url, {
      headers: { "X-API-Key": key, "X-Simulate-Error": form.dataset.code, "Accept-Language": root.lang },
      credentials: "omit",
      cache: "no-store",
    });
    out.textContent = wire(answer, await answer.text());
  } catch (error) {
    out.textContent = error.message;
  }
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
