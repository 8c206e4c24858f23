import { defineConfig } from 'tsup';
import manifest from './package.json' with { type: 'json' };

export default defineConfig({
  entry: { index: 'src/index.ts', adapter: 'src/adapter/index.ts', combine: 'src/combine/index.ts' },
  format: 'esm',
  target: 'es2023',
  platform: 'neutral',
  define: { POLYCHAT_CORE_VERSION: JSON.stringify(manifest.version) },
  // Whole libraries take long to load, and of these little is used.
  noExternal: [/^zod(\/|$)/],
  sourcemap: true,
  clean: true,
});
