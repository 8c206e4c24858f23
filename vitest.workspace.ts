import { defineConfig } from 'vitest/config';

// Workspace packages resolve to their sources, so tests need no build.
const conditions = ['@polychat/source', 'node', 'import', 'module', 'default'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    // The default cuts values in titles after 40 characters, and with them the titles.
    taskTitleValueFormatTruncate: 120,
    // The default leaves one of two cores idle; many tests wait for sockets.
    maxWorkers: '100%',
    // A busy machine takes ten times as long and more; what hangs is found all the same. No test has a limit of its own.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    teardownTimeout: 120_000,
    expect: { poll: { timeout: 120_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: 'packages',
          include: ['packages/*/src/**/*.test.ts'],
        },
      },
      { extends: true, test: { name: 'examples', include: ['examples/*/src/**/*.test.ts'] } },
      { extends: true, test: { name: 'ci', include: ['.ci/*.test.ts'] } },
      { extends: true, test: { name: 'docs', include: ['docs/*.test.ts'], testTimeout: 600_000 } },
    ],
    coverage: {
      provider: 'v8',
      include: ['packages/{core,zim,tencent-im}/src/**/*.ts'],
      exclude: ['**/*.test.ts', '**/__fixtures__/**', '**/index.ts'],
      thresholds: { lines: 95 },
    },
  },
});
