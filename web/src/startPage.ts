// Starts a page in its theme and language; one that is not Chinese waits for its words, so that none flashes by.
import { createApp, type Component } from "vue";
import { locale, setLocale } from "./i18n";
import { startTheme } from "./theme";
import "./tokens.css";

export function startPage(page: Component): void {
  startTheme();
  void setLocale(locale.value, false).then(() => createApp(page).mount("#app"));
}
