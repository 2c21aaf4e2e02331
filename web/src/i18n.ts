// The words on the screen: flat JSON per language, Simplified Chinese first. A missing word shows its Chinese, then its
// key's tail. A page with words of its own brings them itself, so that the sidebar does not carry them.
import { ref, shallowReactive } from "vue";
import type console from "./words/console.zh-CN.json";
import type pages from "./words/pages.zh-CN.json";
import zh from "./words/zh-CN.json";

export const LOCALES = ["zh-CN", "zh-TW", "en"] as const;
export type Locale = (typeof LOCALES)[number];
export type Word = keyof typeof zh | keyof typeof console | keyof typeof pages;
export type Words = Record<string, string>;
/** Fetches the words of another language: most desks never ask for one. */
export type Later = Record<Exclude<Locale, "zh-CN">, () => Promise<{ default: Words }>>;

const SAVED = "csassist.locale";
const WORDS: Record<Locale, Words> = shallowReactive({ "zh-CN": zh, "zh-TW": {}, en: {} });
const LATER: Later[] = [{ "zh-TW": () => import("./words/zh-TW.json"), en: () => import("./words/en.json") }];
const learnt = new Map<Locale, number>(); // how many of LATER a language has been asked of

/** The language for a tag of a host, a browser or ?lang=: Simplified Chinese unless it says otherwise. */
export function localeOf(tag: string | null | undefined): Locale {
  const name = tag?.toLowerCase() ?? "";
  if (name.startsWith("en")) return "en";
  return /^zh-(tw|hk|mo|hant)/.test(name) ? "zh-TW" : "zh-CN";
}

export const locale = ref<Locale>(localeOf(new URLSearchParams(location.search).get("lang") ?? saved()));
let wanted = locale.value;

function saved(): string | null {
  try {
    return localStorage.getItem(SAVED);
  } catch {
    return null;
  }
}

/** Switches the language of the page once its words are here; `keep` remembers it for the next visit. */
export async function setLocale(next: Locale, keep: boolean): Promise<void> {
  wanted = next;
  try {
    if (keep) localStorage.setItem(SAVED, next);
  } catch {
    // Storage closed to framed pages: the choice lasts until reload.
  }
  if (next !== "zh-CN") await learn(next);
  if (wanted !== next) return; // somebody changed their mind meanwhile
  locale.value = next;
  document.documentElement.lang = next;
}

/** Words that only some pages have: Chinese at once, others when they are asked for. */
export function alsoSpeak(chinese: Words, later: Later): void {
  WORDS["zh-CN"] = { ...WORDS["zh-CN"], ...chinese };
  LATER.push(later);
  for (const language of learnt.keys()) void learn(language);
}

/** Fetches what a language is still short of. Without a network its words stay Chinese. */
async function learn(language: Locale): Promise<void> {
  if (language === "zh-CN") return;
  const missing = LATER.slice(learnt.get(language) ?? 0);
  learnt.set(language, LATER.length);
  const found = await Promise.allSettled(missing.map((later) => later[language]()));
  for (const one of found) if (one.status === "fulfilled") WORDS[language] = { ...WORDS[language], ...one.value.default };
  if (found.some((one) => one.status === "rejected")) learnt.delete(language);
}

/** The word for `key` with {name} holes filled. */
export function t(key: Word, holes: Record<string, string | number> = {}): string {
  return fillIn(WORDS[locale.value][key] ?? WORDS["zh-CN"][key] ?? key, holes);
}

/** The word for a key made from data; an unknown one shows its own tail, so that a newer server stays readable. */
export function word(group: string, name: string): string {
  const key = `${group}.${name}`;
  return WORDS[locale.value][key] ?? WORDS["zh-CN"][key] ?? name;
}

function fillIn(text: string, holes: Record<string, string | number>): string {
  return text.replace(/\{(\w+)\}/g, (hole, name: string) => String(holes[name] ?? hole));
}
