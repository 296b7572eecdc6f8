// What the portal gains with JavaScript: forms and downloads that say they are busy, and the live request log. All but
// the log work without it.
"use strict";

const LIVE_MILLISECONDS = 3000;

// A form that was sent says so, and is not sent twice

function markBusy(event) {
  const button = event.submitter ?? event.target.querySelector("button[type=submit]");
  if (event.target.dataset.sent) return event.preventDefault();
  event.target.dataset.sent = "true";
  button?.setAttribute("aria-busy", "true");
}

function forgetBusy() {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    form.querySelector("[aria-busy]")?.removeAttribute("aria-busy");
  }
}

for (const form of document.querySelectorAll("form[data-busy]")) form.addEventListener("submit", markBusy);
// The back button may bring the page back as it was left
addEventListener("pageshow", forgetBusy);

// A file that takes the server some seconds: a browser that downloads shows nothing until it has the file's beginning

async function waitForFile(form, button) {
  button.setAttribute("aria-busy", "true");
  const address = `${button.formAction}?${new URLSearchParams(new FormData(form))}`;
  const answer = await fetch(address, { redirect: "manual" }).finally(() => button.removeAttribute("aria-busy"));
  // Instead of a file the server sends on to a page that says why
  if (!answer.ok) return location.reload();
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await answer.blob());
  link.download = /filename="(.+)"/.exec(answer.headers.get("Content-Disposition"))[1];
  link.click();
  URL.revokeObjectURL(link.href);
}

for (const button of document.querySelectorAll("[data-wait]")) {
  button.addEventListener("click", (event) => {
    event.preventDefault();
    if (!button.hasAttribute("aria-busy")) waitForFile(button.form, button);
  });
}

// The live log

function offerLive(button) {
  const rows = document.querySelector("[data-rows]");
  let timer = 0;

  async function refresh() {
    if (document.hidden) return;
    const answer = await fetch(button.dataset.live, { headers: { Accept: "text/html" } });
    // A session that has ended redirects to the sign-in, which is no rows
    if (!answer.ok || answer.redirected) return stop();
    rows.innerHTML = await answer.text();
  }

  function stop() {
    clearInterval(timer);
    button.setAttribute("aria-pressed", "false");
  }

  function start() {
    button.setAttribute("aria-pressed", "true");
    timer = setInterval(() => refresh().catch(stop), LIVE_MILLISECONDS);
    refresh().catch(stop);
  }

  button.hidden = false;
  button.addEventListener("click", () => (button.getAttribute("aria-pressed") === "true" ? stop() : start()));
}

for (const button of document.querySelectorAll("[data-live]")) offerLive(button);
