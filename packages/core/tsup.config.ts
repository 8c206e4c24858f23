import { defineConfig } from 'tsup';
import manifest from './package.json' with { type: 'json' };

export default defineConfig({
  entry: { index: 'src/index.ts', adapter: 'src/adapter/index.ts' },
  format: 'esm',
  target: 'es2023',
  platform: 'neutral',
  define: { POLYCHAT_CORE_VERSION: JSON.stringify(manifest.version) },
  sourcemap: true,
  clean: true,
});
