// Starts the page.
import { createApp } from "vue";
import { locale, setLocale } from "../i18n";
import { startTheme } from "../theme";
import "../tokens.css";
import ConsolePage from "./ConsolePage.vue";

startTheme();
setLocale(locale.value, false);
createApp(ConsolePage).mount("#app");
