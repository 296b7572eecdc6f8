// Runs before the first paint, so that a remembered theme or language of samples never flashes.
(() => {
  const root = document.documentElement;
  const languages = ["curl", "python", "javascript"];
  // Set only here: without JavaScript every language of a sample is shown.
  root.dataset.language = languages[0];
  try {
    const theme = localStorage.getItem("theme");
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
    const language = localStorage.getItem("language");
    if (languages.includes(language)) root.dataset.language = language;
  } catch {
    // Storage may be forbidden; the system's theme and curl are a fine answer.
  }
})();
