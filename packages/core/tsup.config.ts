import { defineConfig } from 'tsup';
import manifest from './package.json' with { type: 'json' };

export default defineConfig({
  entry: {
    index: 'src/index.ts',
    adapter: 'src/adapter/index.ts',
    cli: 'src/cli/index.ts',
    combine: 'src/combine/index.ts',
    pacing: 'src/pacing/index.ts',
    testing: 'src/testing/index.ts',
    webhooks: 'src/webhooks/index.ts',
    // Not to be imported: they make the build split where use splits, so that the entries only hand on, and a bundler
    // leaves out the files of what is not used.
    schema: 'src/adapter/schema.ts',
    'chat-error': 'src/model/chat-error.ts',
    'create-chat': 'src/create-chat.ts',
  },
  format: 'esm',
  target: 'es2023',
  platform: 'neutral',
  define: { POLYCHAT_CORE_VERSION: JSON.stringify(manifest.version) },
  // Whole libraries take long to load, and of these little is used.
  noExternal: [/^zod(\/|$)/],
  sourcemap: true,
  clean: true,
});
