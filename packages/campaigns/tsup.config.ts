import { defineConfig } from 'tsup';

export default defineConfig({
  entry: {
    index: 'src/index.ts',
    sqlite: 'src/sqlite/index.ts',
    postgres: 'src/postgres/index.ts',
    bullmq: 'src/bullmq/index.ts',
    'store-suite': 'src/store-suite/index.ts',
    vitest: 'src/vitest/index.ts',
  },
  format: 'esm',
  target: 'es2023',
  platform: 'node',
  sourcemap: true,
  clean: true,
});
