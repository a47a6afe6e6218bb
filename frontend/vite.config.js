import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { defineConfig } from "vite";

const assets = new URL("../src/fitglue/web/assets/", import.meta.url).pathname;

/** Text is compressed once, here, and not by the server at every visit. */
const compressed = {
  name: "compressed-beside",
  closeBundle() {
    for (const name of readdirSync(assets)) {
      if (!/\.(js|mjs|css|json|svg)$/.test(name) || name === "manifest.json") continue;
      const path = join(assets, name);
      writeFileSync(`${path}.gz`, gzipSync(readFileSync(path), { level: 9 }));
    }
  },
};

/** Fonts and libraries come with conditions; what is bundled carries them. */
const licences = {
  name: "licences-beside",
  closeBundle() {
    const { dependencies } = JSON.parse(readFileSync("package.json", "utf8"));
    const texts = [...withTheirOwn(Object.keys(dependencies).filter((name) => name !== "vite"))].sort().map(licence);
    writeFileSync(join(assets, "licences.txt"), texts.join("\n\n"));
  },
};

function withTheirOwn(names, found = new Set()) {
  for (const name of names) {
    if (found.has(name) || name.startsWith("@types/")) continue;
    found.add(name);
    withTheirOwn(Object.keys(described(name).dependencies ?? {}), found);
  }
  return found;
}

function described(name) {
  return JSON.parse(readFileSync(join("node_modules", name, "package.json"), "utf8"));
}

function licence(name) {
  const { version, license } = described(name);
  const folder = join("node_modules", name);
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file ? readFileSync(join(folder, file), "utf8").trim() : "";
  return `${name} ${version} (${license})\n\n${text}`;
}

export default defineConfig({
  base: "./", // works below any path that a proxy puts in front
  publicDir: false,
  plugins: [licences, compressed],
  build: {
    outDir: assets,
    emptyOutDir: true,
    assetsDir: "",
    assetsInlineLimit: 0, // the content security policy knows no data: fonts
    manifest: "manifest.json",
    modulePreload: { polyfill: false },
    target: "es2022",
    cssTarget: ["chrome123", "safari17.5", "firefox120"], // the first that know light-dark()
    chunkSizeWarningLimit: 1200,
    rolldownOptions: {
      input: {
        pages: "src/pages.ts", activity: "src/activity.ts", edit: "src/edit.ts", zones: "src/zones.ts",
      },
    },
  },
});
