// Runs before the first paint, so that a remembered theme never flashes. Without a choice the system decides.
(() => {
  try {
    const chosen = localStorage.getItem("theme");
    if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
  } catch {
    // Storage may be forbidden; the system's theme is a fine answer.
  }
})();
