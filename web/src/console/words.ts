// The console's own words. What is on its pages imports from here, so that they are always known.
import { alsoSpeak, t, word } from "../i18n";
import zh from "../words/console.zh-CN.json";

alsoSpeak(zh, { "zh-TW": () => import("../words/console.zh-TW.json"), en: () => import("../words/console.en.json") });

export { t, word };
