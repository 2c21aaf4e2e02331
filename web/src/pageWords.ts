// The words of the first page and of the demo desk: imported by what starts them, so that the sidebar does not carry them.
import { alsoSpeak } from "./i18n";
import zh from "./words/pages.zh-CN.json";

alsoSpeak(zh, { "zh-TW": () => import("./words/pages.zh-TW.json"), en: () => import("./words/pages.en.json") });
