// Builds the four pages into the Python package. Nothing is inlined: the pages run under `default-src 'self'`.
import vue from "@vitejs/plugin-vue";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { keepPromises } from "./promises";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const PAGES = here("../src/csassist/_pages");

export default defineConfig({
  root: here("."),
  plugins: [vue(), keepPromises(PAGES, ["index.html", "sidebar.html", "console.html", "demo_host.html"])],
  define: { __VUE_OPTIONS_API__: "false", __VUE_PROD_DEVTOOLS__: "false" },
  build: {
    outDir: PAGES,
    emptyOutDir: true,
    target: ["chrome100", "firefox100", "safari15.4"],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: {
      input: {
        index: here("index.html"),
        sidebar: here("sidebar.html"),
        console: here("console.html"),
        demo_host: here("demo_host.html"),
        embed: here("src/embed/embed.ts"),
      },
      // Other people's pages name the snippet: it keeps its name, and its headers say for how long.
      output: { entryFileNames: (chunk) => (chunk.name === "embed" ? "embed.js" : "assets/[name]-[hash].js") },
    },
  },
  server: { proxy: { "/v1": { target: "http://127.0.0.1:8000", ws: true } } },
  test: { environment: "happy-dom", include: ["tests/**/*.test.ts"] },
});
