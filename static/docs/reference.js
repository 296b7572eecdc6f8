// Starts Swagger UI on the document that the page names. Nothing is loaded from elsewhere, no key is stored.
"use strict";

const place = document.getElementById("reference");

function explain(reason) {
  place.textContent = `The OpenAPI document could not be read: ${reason}`;
}

async function showReference() {
  const answer = await fetch(place.dataset.spec, { headers: { Accept: "application/json" } });
  if (!answer.ok) return explain(`the server answered ${answer.status}`);
  const spec = await answer.json();
  // The page may be read under another host name than the document names; requests go where the page came from.
  spec.servers = (spec.servers ?? [{ url: "/" }]).map((server) => ({
    ...server,
    url: new URL(server.url, location.href).pathname.replace(/\/$/, "") || "/",
  }));
  place.textContent = "";
  window.SwaggerUIBundle({
    domNode: place,
    spec,
    layout: "BaseLayout",
    // Its deep links would stand within buttons, where no link may be.
    deepLinking: false,
    docExpansion: "list",
    defaultModelsExpandDepth: -1,
    displayRequestDuration: true,
    persistAuthorization: false,
    tryItOutEnabled: true,
    validatorUrl: null,
  });
}

// Swagger UI has a dark mode of its own, behind a class on the root element
function followTheme() {
  document.documentElement.classList.toggle("dark-mode", isDark());
}

document.addEventListener("themechange", followTheme);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", followTheme);
followTheme();
showReference().catch((error) => explain(error.message));
