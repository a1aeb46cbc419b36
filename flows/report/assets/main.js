// How does the page begin?

const THEMES = ["auto", "light", "dark"];

function remembered(theme) {
  try {
    if (theme !== undefined) localStorage.setItem("winnow-theme", theme);
    return localStorage.getItem("winnow-theme");
  } catch {
    return null; // a browser may keep nothing for files
  }
}

function paint(theme) {
  if (theme === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  $("theme-name").textContent = theme;
}

function startTheme() {
  let theme = THEMES.includes(remembered()) ? remembered() : "auto";
  paint(theme);
  $("theme").hidden = false;
  $("theme").addEventListener("click", () => {
    theme = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length];
    remembered(theme);
    paint(theme);
  });
}

startTheme();
startReasons();
startHosts();
startList();
startClusters();
startRejected();
close();
for (const button of $("concerns")?.querySelectorAll("button") ?? []) {
  button.addEventListener("click", () => filter({ order: button.dataset.sort, fate: button.dataset.fate }));
}
window.addEventListener("hashchange", route);
route();
document.documentElement.dataset.ready = "";
