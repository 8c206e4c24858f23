import { defineConfig } from 'tsup';

export default defineConfig({
  entry: {
    index: 'src/index.ts',
    vitest: 'src/vitest/index.ts',
    double: 'src/double/index.ts',
    chats: 'src/chats/index.ts',
    emulator: 'src/emulator/index.ts',
  },
  format: 'esm',
  target: 'es2023',
  platform: 'node',
  sourcemap: true,
  clean: true,
});
