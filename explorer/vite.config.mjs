import { join } from 'node:path';
import { defineConfig } from 'vite';

export default defineConfig({
  // The page may stand behind a part of a path, so its files are named from where they are.
  base: './',
  resolve: { alias: { 'portolan-client': join(import.meta.dirname, '../client/src/index.ts') } },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: '../dist-explorer',
    emptyOutDir: true,
    assetsDir: 'explorer',
    // Nothing may stand inline: the content security policy forbids it.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2022',
    // Browsers that know light-dark().
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    reportCompressedSize: false,
  },
});
