import { defineConfig } from 'tsup';

export default defineConfig({
  entry: {
    index: 'src/index.ts',
    content: 'src/content.ts',
    cli: 'src/cli.ts',
    token: 'src/client-token.ts',
    webhooks: 'src/webhooks/index.ts',
  },
  format: 'esm',
  target: 'es2023',
  platform: 'neutral',
  // Whole libraries take long to load, and of these little is used.
  noExternal: [/^@noble\/hashes(\/|$)/],
  sourcemap: true,
  clean: true,
});
