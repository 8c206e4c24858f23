import type { WorkerOptions } from 'bullmq';
import { expect, test, vi } from 'vitest';

test('BullMQ is asked for locks of 15 s, a look at stalled jobs every 5 s, to give no job up, and for no limiter', async () => {
  const given: WorkerOptions[] = [];
  vi.doMock('bullmq', async () => ({
    ...(await vi.importActual<typeof import('bullmq')>('bullmq')),
    Worker: class {
      constructor(_queue: string, _run: unknown, options: WorkerOptions) {
        given.push(options);
      }
      on(): void {}
      async close(): Promise<void> {}
    },
  }));
  const { createBullmqEngine } = await import('./bullmq-engine.ts');
  const engine = createBullmqEngine({ connection: { port: 1 } });
  engine.work({ concurrency: 3, pollMs: 500, run: async () => ({ status: 'idle' }) });
  await engine.close();
  const [options] = given;
  expect(options).toMatchObject({ concurrency: 3, lockDuration: 15_000, stalledInterval: 5_000 });
  expect(options?.maxStalledCount).toBeGreaterThan(1_000_000);
  expect(options).not.toHaveProperty('limiter');
});
