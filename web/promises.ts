// What the built pages promise, checked at every build: a light sidebar, and nothing that a strict CSP would refuse.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Plugin } from "vite";

/** First load of the sidebar, everything that its HTML names, gzipped (issue: two screens that people want open all day). */
const SIDEBAR_BYTES = 60 * 1024;
/** The snippet that desks put into their pages. */
const SNIPPET_BYTES = 3 * 1024;

/** Fails the build when a page of `pages` in `folder` holds inline code, names another host, or the sidebar grows too heavy. */
export function keepPromises(folder: string, pages: readonly string[]): Plugin {
  return {
    name: "csassist-promises",
    apply: "build",
    closeBundle() {
      for (const page of pages) {
        const html = readFileSync(join(folder, page), "utf8");
        if (/<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=/i.test(html)) this.error(`${page} holds inline code`);
        if (/(?:src|href)="(?!\/)/.test(html)) this.error(`${page} names another host`);
      }
      const bytes = firstLoad(folder, "sidebar.html");
      if (bytes > SIDEBAR_BYTES) this.error(`the sidebar's first load is ${bytes} bytes, at most ${SIDEBAR_BYTES}`);
      const snippet = readFileSync(join(folder, "embed.js"), "utf8");
      if (snippet.length > SNIPPET_BYTES) this.error(`embed.js is ${snippet.length} bytes, at most ${SNIPPET_BYTES}`);
      if (/\b(import|export)\b/.test(snippet)) this.error("embed.js is no plain script");
      this.info(`sidebar first load: ${(bytes / 1024).toFixed(1)} KiB gzipped`);
    },
  };
}

function firstLoad(folder: string, page: string): number {
  const html = readFileSync(join(folder, page), "utf8");
  const files = [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)].map((match) => match[1]!);
  return [page, ...files].reduce((sum, file) => sum + gzipSync(readFileSync(join(folder, file))).length, 0);
}
