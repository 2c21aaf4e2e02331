// Starts the page.
import "../pageWords";
import { startPage } from "../startPage";
import DemoHostPage from "./DemoHostPage.vue";

startPage(DemoHostPage);
