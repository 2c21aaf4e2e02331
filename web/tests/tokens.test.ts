// WCAG AA for every pair of text and surface that the pages use, in both themes.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const css = readFileSync(join(import.meta.dirname, "../src/tokens.css"), "utf8");

function tokens(selector: string): Record<string, string> {
  const block = css.slice(css.indexOf(selector) + selector.length).split("}")[0]!;
  return Object.fromEntries([...block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})/g)].map((m) => [m[1]!, m[2]!]));
}

/** Relative luminance, WCAG 2.2. */
function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16) / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}
function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light! + 0.05) / (dark! + 0.05);
}

const surfaces = ["ground", "surface", "raised"];
const TEXT: [string, string][] = [
  ...["ink", "ink-2", "ink-3"].flatMap((ink) => surfaces.map((s): [string, string] => [ink, s])),
  ...["ink", "ink-2", "ink-3"].map((ink): [string, string] => [ink, "accent-tint"]),
  ["ink", "mark"], ["ink", "mark-cool"], ["on-accent", "accent"], ["on-accent", "accent-strong"], ["accent", "surface"], ["surface", "ink"],
  ...["0", "1", "2", "3"].flatMap((n): [string, string][] => [[`tier-${n}`, `tier-${n}-tint`], [`tier-${n}`, "surface"], [`tier-${n}`, "accent-tint"], [`tier-${n}`, "raised"]]),
];

describe.each([["light", ":root {"], ["dark", ':root[data-theme="dark"] {']])("%s", (_name, selector) => {
  const known = tokens(selector);
  it.each(TEXT)("%s on %s", (text, ground) => {
    expect(contrast(known[text]!, known[ground]!)).toBeGreaterThanOrEqual(4.5);
  });
});
