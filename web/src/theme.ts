// Light, dark or as the system has it. Resolves to data-theme on <html>; tokens.css does the rest.
import { ref } from "vue";

export type Theme = "auto" | "light" | "dark";

const SAVED = "csassist.theme";
const system = globalThis.matchMedia?.("(prefers-color-scheme: dark)");

export const theme = ref<Theme>("auto");

function show(): void {
  const dark = theme.value === "dark" || (theme.value === "auto" && system?.matches === true);
  document.documentElement.dataset["theme"] = dark ? "dark" : "light";
}

/** Sets the theme; anything unknown is auto. `keep` remembers it for the next visit. */
export function setTheme(next: string | null, keep: boolean): void {
  theme.value = next === "light" || next === "dark" ? next : "auto";
  show();
  try {
    if (keep) localStorage.setItem(SAVED, theme.value);
  } catch {
    // Storage closed to framed pages: the choice lasts until reload.
  }
}

/** Starts with the choice made before. */
export function startTheme(): void {
  let saved: string | null = null;
  try {
    saved = localStorage.getItem(SAVED);
  } catch {
    // see above
  }
  setTheme(new URLSearchParams(location.search).get("theme") ?? saved, false);
  system?.addEventListener?.("change", show);
}
