// Starts the page.
import "../pageWords";
import { startPage } from "../startPage";
import HomePage from "./HomePage.vue";

startPage(HomePage);
