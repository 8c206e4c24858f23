import { type IQueueBackend, type PostgresConnectionOptions, Queue } from 'bullmq';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { connectionOf, engineOf, type QueueServer, queueServers } from '../__fixtures__/queue-places.ts';
import type { ChunkName } from '../ports/campaign-store.ts';
import type { Engine, JobResult, JobRunner } from '../ports/engine.ts';
import { type BullmqEngineOptions, createBullmqEngine } from './bullmq-engine.ts';

const campaign = '4d8a7f2e-5a0c-4a37-9c0e-0b1a3f9d1c55';
const chunk = (number: number): ChunkName => ({ campaign, chunk: number });
const worked: JobResult = { status: 'worked' };
const nothing: JobResult = { status: 'idle' };

/** A runner that keeps what it was given. */
function runnerThat(
  run: (job: ChunkName | undefined, times: number) => JobResult | Promise<JobResult>,
  concurrency = 2,
): JobRunner & { readonly jobs: ChunkName[] } {
  const jobs: ChunkName[] = [];
  return {
    concurrency,
    pollMs: 50,
    jobs,
    async run(job) {
      if (job) jobs.push(job);
      return run(job, jobs.length);
    },
  };
}

for (const { name, isHere, start } of queueServers) {
  describe.runIf(isHere())(`BullMQ over ${name}`, () => {
    let server: QueueServer;
    let queues = 0;
    const open: { close(): Promise<void> }[] = [];
    beforeAll(async () => {
      server = await start();
    });
    afterEach(async () => {
      for (const each of open.splice(0)) await each.close();
    });
    afterAll(() => server.close());

    function newQueue() {
      queues += 1;
      const { connection, createBackend } = connectionOf(server.place);
      const name = `queue-${queues}`;
      const queue = new Queue(name, { connection } as never, createBackend as never) as unknown as Queue<
        ChunkName,
        void,
        string,
        ChunkName,
        void,
        string,
        IQueueBackend,
        PostgresConnectionOptions
      >;
      queue.on('error', () => {});
      open.push(queue);
      const engine = (options: Omit<BullmqEngineOptions, 'connection'> = {}): Engine => {
        const made = engineOf(server.place, {
          queue: name,
          // Late, so that it is the queue that wakes workers.
          lookEveryMs: 3_600_000,
          onError: () => {},
          ...options,
        });
        open.unshift(made);
        return made;
      };
      return { queue, engine };
    }
    const left = async (queue: ReturnType<typeof newQueue>['queue']) =>
      Object.values(await queue.getJobCounts()).reduce((sum, count) => sum + count, 0);

    test('a job is the name of a chunk and nothing else, comes once, and goes when it is done', async () => {
      const { queue, engine } = newQueue();
      const starter = engine();
      await starter.enqueue([chunk(0), chunk(1)]);
      await starter.enqueue([chunk(1), chunk(2)]);
      const jobs = await queue.getJobs();
      expect(jobs.map(({ data }) => data).toSorted((one, other) => one.chunk - other.chunk)).toEqual(
        [0, 1, 2].map(chunk),
      );
      const runner = runnerThat(() => worked);
      engine().work(runner);
      await expect.poll(() => runner.jobs.length).toBe(3);
      await expect.poll(() => left(queue)).toBe(0);
      expect(runner.jobs.map((job) => job.chunk).toSorted()).toEqual([0, 1, 2]);
    });

    test('a job whose chunk is settled, or paused, goes', async () => {
      const { queue, engine } = newQueue();
      const runner = runnerThat(() => nothing);
      engine().work(runner);
      await engine().enqueue([chunk(0)]);
      await expect.poll(() => runner.jobs.length).toBe(1);
      await expect.poll(() => left(queue)).toBe(0);
    });

    test('a job whose chunk another worker holds comes again when that lease ends', async () => {
      const { queue, engine } = newQueue();
      const runner = runnerThat((_, times) => (times < 3 ? { status: 'idle', retryInMs: 60 } : worked));
      engine().work(runner);
      await engine().enqueue([chunk(0)]);
      await expect.poll(() => runner.jobs.length).toBe(3);
      await expect.poll(() => left(queue)).toBe(0);
    });

    test('a job comes again where the store was away', async () => {
      const { queue, engine } = newQueue();
      const runner = runnerThat((_, times) => {
        if (times < 3) throw new Error('the store is away');
        return worked;
      });
      engine().work(runner);
      await engine().enqueue([chunk(0)]);
      await expect.poll(() => runner.jobs.length).toBe(3);
      await expect.poll(() => left(queue)).toBe(0);
    });

    test('a worker that closes gives its job to another at once', async () => {
      const { queue, engine } = newQueue();
      const given = Promise.withResolvers<JobResult>();
      const first = runnerThat(() => given.promise);
      const firstWorker = engine().work(first);
      await engine().enqueue([chunk(0)]);
      await expect.poll(() => first.jobs.length).toBe(1);
      const closed = firstWorker.close();
      given.resolve({ status: 'idle', retryInMs: 3_600_000 });
      await closed;
      const second = runnerThat(() => worked);
      engine().work(second);
      await expect.poll(() => second.jobs.length).toBe(1);
      await expect.poll(() => left(queue)).toBe(0);
    });

    test('no more jobs at once than the runner takes', async () => {
      const { queue, engine } = newQueue();
      const ends: (() => void)[] = [];
      let most = 0;
      const runner = runnerThat(async () => {
        await new Promise<void>((resolve) => {
          most = Math.max(most, ends.push(resolve));
        });
        return worked;
      }, 3);
      await engine().enqueue(Array.from({ length: 12 }, (_, number) => chunk(number)));
      engine().work(runner);
      for (let round = 1; round <= 4; round += 1) {
        await expect.poll(() => ends.length).toBe(3);
        expect(await queue.getActiveCount()).toBe(3);
        expect(runner.jobs.length).toBe(3 * round);
        for (const end of ends.splice(0)) end();
      }
      await expect.poll(() => left(queue)).toBe(0);
      expect(most).toBe(3);
    });

    test('a job that the queue has lost is found in the store', async () => {
      const { engine } = newQueue();
      let open = 3;
      let looks = 0;
      const runner = runnerThat((job) => {
        expect(job).toBeUndefined();
        looks += 1;
        open -= 1;
        return open >= 0 ? worked : nothing;
      });
      engine({ lookEveryMs: 20 }).work(runner);
      await expect.poll(() => looks).toBeGreaterThan(5);
    });

    test('while the queue is away, adding takes a second at most, and workers look into the store', async () => {
      const { engine } = newQueue();
      const errors: unknown[] = [];
      const onError = (error: unknown) => errors.push(error);
      const starter = engine({ onError });
      await starter.enqueue([chunk(0)]);
      let looks = 0;
      const runner = runnerThat((job) => {
        if (job) return worked;
        looks += 1;
        return nothing;
      });
      engine({ lookEveryMs: 20, onError }).work(runner);
      await expect.poll(() => looks).toBeGreaterThan(0);
      await server.kill();
      const before = looks;
      await starter.enqueue([chunk(1)]);
      await expect.poll(() => looks).toBeGreaterThan(before);
      await expect.poll(() => errors.length).toBeGreaterThan(0);
      await server.start();
      await starter.enqueue([chunk(2)]);
      await expect.poll(() => runner.jobs.some((job) => job.chunk === 2)).toBe(true);
    });
  });
}

test.each([
  [{ connection: undefined }, 'connection'],
  [{ queue: 'a:b' }, 'queue'],
  [{ lockMs: 0 }, 'lockMs'],
  [{ limiter: { max: 1, duration: 1 } }, 'limiter'],
])('options that do not fit are refused: %j', (changes, field) => {
  const options = { connection: { port: 1 }, ...changes } as BullmqEngineOptions;
  expect(() => createBullmqEngine(options)).toThrow(expect.objectContaining({ code: 'misconfigured' }));
  expect(() => createBullmqEngine(options)).toThrow(field);
});
