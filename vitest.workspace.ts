import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

// Workspace packages resolve to their sources, so tests need no build.
const conditions = ['@polychat/source', 'node', 'import', 'module', 'default'];
// Node is given these, and adds `import` or `require` itself: with both, a package of two forms gives the wrong one.
const nodeConditions = ['@polychat/source', 'node'];

/**
 * They kill processes and servers for minutes, or measure real processes, one file after the other: `npm test` leaves
 * them to `npm run test:crashes`.
 */
const crashes = [
  'packages/*/src/**/*crashes.test.ts',
  'packages/bench/src/simulation/real-processes.test.ts',
];

/**
 * They measure their process or change it: the memory, the network, what is printed, which modules are loaded. Each has
 * one of its own; all others share as many as there are workers, so that core is read once for each and not for every
 * file. A fixture's module is read once, too: what it lays must be laid by a function that each file calls.
 */
const ownProcess = [
  'packages/campaigns/src/bullmq/bullmq-times.test.ts',
  'packages/core/src/check-runtime.test.ts',
  'packages/core/src/defaults/deno.test.ts',
  'packages/core/src/defaults/ky-loading.test.ts',
  'packages/core/src/defaults/ky-transport.test.ts',
  'packages/core/src/model/chat-error.test.ts',
  'packages/core/src/model/copies.test.ts',
  'packages/core/src/operations/send-bulk.test.ts',
  'packages/core/src/ports/tracing.test.ts',
  'packages/emulator/src/cli/cli.test.ts',
  'packages/emulator/src/memory.test.ts',
  'packages/emulator/src/page/load.test.ts',
  'packages/emulator/src/http/recorder.test.ts',
  'packages/opentelemetry/src/*.test.ts',
  'packages/tencent-im/src/chat.test.ts',
  'packages/undici/src/*.test.ts',
  'packages/zim/src/chat.test.ts',
];

/** What a file leaves changed in a process that it shares is put back, and fails that file. */
const setupFiles = [fileURLToPath(new URL('.ci/shared-process.ts', import.meta.url))];

/** The files that take longest, however few lines they have, the longest first. */
const slowest = [
  'campaigns/src/chaos.test.ts',
  'page/steering.test.ts',
  'tencent-im/src/conformance.test.ts',
  'page/access.test.ts',
  'page/groups.test.ts',
  'page/inbox.test.ts',
  'docs/documentation.test.ts',
  'bullmq/bullmq-engine.test.ts',
  'page/changed-messages.test.ts',
  'routing/src/chat-conformance.test.ts',
  'zim/src/conformance.test.ts',
  'conformance/src/conformance.test.ts',
  'conformance/src/broken-adapters.test.ts',
  'cli/cli.test.ts',
  'http/faults/faults.test.ts',
  'redis/src/client/cluster.test.ts',
  'page/devices.test.ts',
  'migration/src/run.test.ts',
  'postgres/postgres-store.test.ts',
  'page/load.test.ts',
  'simulation/fleet.test.ts',
  'conformance/src/transport/transport.test.ts',
  'demo/src/end-to-end.test.ts',
  'redis/src/pacer/failover.test.ts',
  'undici/src/transport-conformance.test.ts',
];

/**
 * What takes longest begins first, so that no core stands idle at the end. A fresh clone has no times of an earlier run,
 * and vitest would go by the size of the files.
 */
class SlowestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rankOf = ({ moduleId }: TestSpecification) => {
      const place = slowest.findIndex((name) => moduleId.endsWith(`/${name}`));
      return place < 0 ? slowest.length : place;
    };
    return (await super.sort(files)).toSorted((one, other) => rankOf(one) - rankOf(other));
  }
}

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions: nodeConditions, externalConditions: nodeConditions } },
  test: {
    // The default cuts values in titles after 40 characters, and with them the titles.
    taskTitleValueFormatTruncate: 120,
    // More than there are cores: many tests wait for sockets, processes or a browser.
    maxWorkers: availableParallelism() * 2,
    isolate: false,
    sequence: { sequencer: SlowestFirst },
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
          setupFiles,
          include: ['packages/*/src/**/*.test.ts'],
          exclude: [...crashes, ...ownProcess],
        },
      },
      { extends: true, test: { name: 'own process', include: ownProcess, isolate: true } },
      { extends: true, test: { name: 'crashes', include: crashes } },
      { extends: true, test: { name: 'examples', setupFiles, include: ['examples/*/src/**/*.test.ts'] } },
      { extends: true, test: { name: 'ci', setupFiles, include: ['.ci/*.test.ts'] } },
      {
        extends: true,
        test: { name: 'docs', setupFiles, include: ['docs/*.test.ts'], testTimeout: 600_000 },
      },
    ],
    coverage: {
      provider: 'v8',
      include: ['packages/{core,zim,tencent-im}/src/**/*.ts'],
      exclude: ['**/*.test.ts', '**/__fixtures__/**', '**/index.ts'],
      thresholds: { lines: 95 },
    },
  },
});
