// Starts the page.
import { startPage } from "../startPage";
import SidebarPage from "./SidebarPage.vue";

startPage(SidebarPage);
