import { Redis } from 'ioredis';
import { afterEach, describe, expect, test } from 'vitest';
import { PacingCrowd } from '../__fixtures__/pacing-crowd.ts';
import { hasRedis, RedisServer } from '../__fixtures__/redis-server.ts';

const [windowMs, capacity, lastsMs, holdMs] = [500, 20, 30, 2_000];
/** So often parts are compared at most. */
const rounds = 8;
const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const now = () => performance.timeOrigin + performance.now();

/** Real processes over a real server. A busy machine makes them slower, and never too fast. */
describe.runIf(hasRedis())('processes that share a server', () => {
  const open: { close(): Promise<unknown> }[] = [];
  afterEach(async () => {
    for (const each of open.splice(0).toReversed()) await each.close();
  });
  async function start(processes: number, ...settings: readonly string[]) {
    const server = await RedisServer.start(...settings);
    open.push(server);
    const crowd = new PacingCrowd(processes, { port: server.port, capacity, windowMs, lastsMs });
    open.push(crowd);
    await crowd.whenEachMade(4);
    return { server, crowd };
  }
  /** Waits for calls after a moment, and returns how long the first took to come. */
  async function pauseAfter(crowd: PacingCrowd, moment: number): Promise<number> {
    await expect.poll(() => crowd.all.filter((at) => at > moment + 100).length).toBeGreaterThan(2 * capacity);
    return (crowd.firstAfter(moment + 100) ?? moment) - moment;
  }

  test('stay below the limit together, and equal senders get equal parts over ten windows', async () => {
    const { crowd } = await start(3);
    // A machine that stalls one process takes its turns from it. That is chance, and gone the next time; a pacer that
    // prefers somebody does so each time.
    const parts: number[] = [];
    for (let round = 0; round < rounds && !(Math.max(...parts) > 0.8); round += 1) {
      const from = crowd.calls.map((calls) => calls.length);
      await wait(10 * windowMs);
      const made = crowd.calls.map((calls, index) => calls.length - (from[index] ?? 0));
      parts.push(Math.min(...made) / Math.max(...made));
    }
    expect(crowd.mostInWindow()).toBeLessThanOrEqual(capacity);
    expect(Math.max(...parts), `the least of the greatest part, each time: ${parts}`).toBeGreaterThan(0.8);
  });

  test('one that is killed costs at most its leases, for as long as they hold and one window', async () => {
    const { crowd } = await start(2);
    await crowd.kill(0);
    const killedAt = now();
    const before = crowd.calls[1]?.length ?? 0;
    await wait(holdMs + windowMs + 500);
    // Afterwards the other has the whole limit.
    const from = crowd.calls[1]?.length ?? 0;
    expect(from).toBeGreaterThanOrEqual(before);
    const begin = now();
    await expect.poll(() => (crowd.calls[1]?.length ?? 0) - from).toBeGreaterThan(3 * capacity);
    const all = crowd.calls[1]?.filter((at) => at > begin) ?? [];
    const perWindow = (all.length * windowMs) / ((all.at(-1) ?? begin) - begin);
    expect(perWindow).toBeGreaterThan(capacity / 2);
    expect(crowd.mostInWindow()).toBeLessThanOrEqual(capacity);
    expect(killedAt).toBeLessThan(begin);
  });

  test('wait while the server is gone, and begin with a full limit where it came back without its data', async () => {
    const { server, crowd } = await start(2);
    await server.kill();
    const killedAt = now();
    await wait(1_500);
    // Leases in hand are used: at most 250 ms are handed out ahead, and as much later they may be used.
    expect(crowd.all.filter((at) => at > killedAt + 600)).toEqual([]);
    await server.start();
    const startedAt = now();
    expect(await pauseAfter(crowd, startedAt - 100)).toBeGreaterThanOrEqual(windowMs);
    expect(crowd.mostInWindow()).toBeLessThanOrEqual(capacity);
  });

  test('begin with a full limit where it came back with its data, which may be old', async () => {
    const { server, crowd } = await start(2, '--appendonly yes');
    await server.kill();
    await server.start();
    const startedAt = now();
    expect(await pauseAfter(crowd, startedAt - 100)).toBeGreaterThanOrEqual(windowMs);
    expect(crowd.mostInWindow()).toBeLessThanOrEqual(capacity);
  });

  test('begin with a full limit after FLUSHALL', async () => {
    const { server, crowd } = await start(2);
    const client = new Redis(server.url);
    await client.flushall();
    const flushedAt = now();
    client.disconnect();
    // What was in hand, and not yet known to be lost, may leave for a moment.
    await expect.poll(() => crowd.all.filter((at) => at > flushedAt + 600).length).toBeGreaterThan(capacity);
    expect(crowd.firstAfter(flushedAt + 600) ?? 0).toBeGreaterThanOrEqual(flushedAt + windowMs);
    expect(crowd.mostInWindow()).toBeLessThanOrEqual(capacity);
  });

  test('notice nothing of SCRIPT FLUSH', async () => {
    const { server, crowd } = await start(2);
    const client = new Redis(server.url);
    await client.script('FLUSH');
    client.disconnect();
    const counts = crowd.calls.map((calls) => calls.length);
    await crowd.whenEachMade(Math.max(...counts) + 10);
    expect(crowd.mostInWindow()).toBeLessThanOrEqual(capacity);
  });

  test('wait while the server stands still, and go on when it does', async () => {
    const { server, crowd } = await start(2);
    server.signal('SIGSTOP');
    const stoppedAt = now();
    await wait(2_500);
    expect(crowd.all.filter((at) => at > stoppedAt + 600)).toEqual([]);
    server.signal('SIGCONT');
    const count = crowd.all.length;
    await expect.poll(() => crowd.all.length).toBeGreaterThan(count + 2 * capacity);
    expect(crowd.mostInWindow()).toBeLessThanOrEqual(capacity);
  });
});
