import { mkdir, writeFile } from 'node:fs/promises';
import { defineConfig } from 'tsup';
import { bundledLibraries, noticesOf } from '../../.ci/notices.ts';
import { bundlePage } from './src/page/server/page-bundle.ts';

export default defineConfig({
  entry: { index: 'src/index.ts', cli: 'src/cli.ts' },
  format: 'esm',
  target: 'es2023',
  platform: 'node',
  sourcemap: true,
  clean: true,
  // The page is bundled whole, libraries included; the sources bundle it the same way when run as they are.
  external: ['esbuild'],
  onSuccess: async () => {
    const { script, styles, inputs } = await bundlePage(new URL('./src/page/main.tsx', import.meta.url));
    await mkdir(new URL('./dist/', import.meta.url), { recursive: true });
    await writeFile(new URL('./dist/page.js', import.meta.url), script);
    await writeFile(new URL('./dist/page.css', import.meta.url), styles);
    const notices = noticesOf("The emulator's page, page.js,", await bundledLibraries(inputs));
    await writeFile(new URL('./dist/THIRD-PARTY-NOTICES.txt', import.meta.url), notices);
  },
});
