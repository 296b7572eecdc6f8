// An answer as it came over the wire: the status, the headers that a client acts on, and the body.
"use strict";

const SHOWN_HEADERS = [
  "content-type", "location", "www-authenticate", "retry-after", "allow", "idempotent-replayed", "ratelimit-policy",
  "ratelimit", "x-request-id",
];

async function wire(answer) {
  const headers = SHOWN_HEADERS.filter((name) => answer.headers.has(name));
  const body = await answer.text();
  let shown = body;
  try {
    shown = JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    // Shown as it came.
  }
  const head = [`HTTP ${answer.status} ${answer.statusText}`, ...headers.map((name) => `${name}: ${answer.headers.get(name)}`)];
  return `${head.join("\n")}\n\n${shown}`;
}

// Sends a request as a program would, without the cookies of whoever is signed in, and shows the answer.
async function showAnswer(place, url, options) {
  place.hidden = false;
  place.textContent = "…";
  try {
    const answer = await fetch(url, { ...options, credentials: "omit", cache: "no-store" });
    place.textContent = await wire(answer);
  } catch (error) {
    place.textContent = error.message;
  }
}
