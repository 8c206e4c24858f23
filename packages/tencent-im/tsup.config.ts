import { defineConfig } from 'tsup';

export default defineConfig({
  entry: {
    index: 'src/index.ts',
    content: 'src/content.ts',
    cli: 'src/cli.ts',
    token: 'src/client-token.ts',
    webhooks: 'src/webhooks/index.ts',
    // Not to be imported: they make the build split where use splits, so that who only makes UserSigs gets no more.
    'user-sig': 'src/user-sig.ts',
    adapter: 'src/adapter.ts',
  },
  format: 'esm',
  target: 'es2023',
  platform: 'neutral',
  // Whole libraries take long to load, and of these little is used.
  noExternal: [/^@noble\/hashes(\/|$)/, /^fflate(\/|$)/],
  sourcemap: true,
  clean: true,
});
