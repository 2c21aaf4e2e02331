// Starts the page.
import { createApp } from "vue";
import { locale, setLocale } from "../i18n";
import { startTheme } from "../theme";
import "../tokens.css";
import DemoHostPage from "./DemoHostPage.vue";

startTheme();
setLocale(locale.value, false);
createApp(DemoHostPage).mount("#app");
