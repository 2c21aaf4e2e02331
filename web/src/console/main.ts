// Starts the page.
import { startPage } from "../startPage";
import ConsolePage from "./ConsolePage.vue";

startPage(ConsolePage);
