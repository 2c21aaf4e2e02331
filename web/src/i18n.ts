// The words on the screen: flat JSON per language, Chinese first. A missing word shows its Chinese, then its key's tail.
// The console has words of its own, so that the sidebar does not carry them.
import { ref, shallowReactive } from "vue";
import type console from "./words/console.zh-CN.json";
import zh from "./words/zh-CN.json";

export type Locale = "zh-CN" | "en";
export type Word = keyof typeof zh | keyof typeof console;
type Words = Record<string, string>;

const SAVED = "csassist.locale";
const WORDS: Record<Locale, Words> = shallowReactive({ "zh-CN": zh, en: {} });
/** Other languages come when they are first asked for: most desks never do. */
const LATER: (() => Promise<{ default: Words }>)[] = [() => import("./words/en.json")];
let asked = false;

/** Chinese unless English was asked for: by the host, by a choice made before, or by ?lang=en. */
export function localeOf(tag: string | null | undefined): Locale {
  return tag?.toLowerCase().startsWith("en") ? "en" : "zh-CN";
}

export const locale = ref<Locale>(localeOf(new URLSearchParams(location.search).get("lang") ?? saved()));

function saved(): string | null {
  try {
    return localStorage.getItem(SAVED);
  } catch {
    return null;
  }
}

/** Switches the language of the page; `keep` remembers it for the next visit. */
export function setLocale(next: Locale, keep: boolean): void {
  locale.value = next;
  if (next === "en" && !asked) void Promise.all(LATER.map((load) => load())).then((found) => found.forEach((words) => learn("en", words.default)));
  asked ||= next === "en";
  document.documentElement.lang = next;
  try {
    if (keep) localStorage.setItem(SAVED, next);
  } catch {
    // Storage closed to framed pages: the choice lasts until reload.
  }
}

/** Words that only some pages have: Chinese at once, English when it is asked for. */
export function alsoSpeak(chinese: Words, english: () => Promise<{ default: Words }>): void {
  learn("zh-CN", chinese);
  LATER.push(english);
  if (asked) void english().then((words) => learn("en", words.default));
}

function learn(language: Locale, words: Words): void {
  WORDS[language] = { ...WORDS[language], ...words };
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
