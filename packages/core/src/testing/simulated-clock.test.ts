import { SimulatedClock } from '@polychat/core/testing';
import { expect, test } from 'vitest';

const pause = (clock: SimulatedClock, delayMs: number) =>
  new Promise<number>((resolve) => {
    clock.schedule(() => resolve(clock.now()), delayMs);
  });

test('begins where it is told, and stands still', () => {
  expect(new SimulatedClock(1_000).now()).toBe(1_000);
  expect(new SimulatedClock().now()).toBe(1_750_000_000_000);
});

test('moves from timer to timer in their order, and each sees its own time', async () => {
  const clock = new SimulatedClock(0);
  const later = pause(clock, 20);
  const sooner = pause(clock, 5);
  await clock.advance(100);
  expect([await later, await sooner, clock.now()]).toEqual([20, 5, 100]);
});

test('goes no further than the promise needs, and runs nothing that was cancelled', async () => {
  const clock = new SimulatedClock(0);
  const run: string[] = [];
  clock.schedule(() => run.push('cancelled'), 1)();
  clock.schedule(() => run.push('too late'), 100);
  await clock.finish(pause(clock, 10));
  expect(clock.now()).toBe(10);
  expect(run).toEqual([]);
});

test('waits a while for what has no timer, such as a socket', async () => {
  const clock = new SimulatedClock();
  const real = new Promise((resolve) => setTimeout(() => resolve('came'), 20));
  expect(await clock.finish(real)).toBe('came');
});

test('says so when a promise settles no more within the time', async () => {
  const clock = new SimulatedClock();
  await expect(clock.finish(pause(clock, 3_600_001))).rejects.toThrow(
    'nothing is scheduled within 3600000 ms',
  );
  expect(await clock.finish(pause(clock, 86_400_000), 86_400_000)).toBe(clock.now());
});

test('hands on what the promise rejects with', async () => {
  await expect(new SimulatedClock().finish(Promise.reject(new Error('no')))).rejects.toThrow('no');
});

test('a wall clock that is set, or a machine that slept, runs no timer', async () => {
  const clock = new SimulatedClock(0);
  const before = clock.monotonic();
  const waiting = pause(clock, 10);
  clock.set(-5);
  expect([clock.now(), clock.monotonic() - before]).toEqual([-5, 0]);
  clock.stall(50);
  expect([clock.now(), clock.monotonic() - before, clock.pending]).toEqual([45, 50, 1]);
  await clock.advance(0);
  // The timer that is late runs now, and time does not go back to it.
  expect(await waiting).toBe(45);
});

/** A clock beside a server that answers by hand. */
function besideServer() {
  const moves: number[] = [];
  let open = 0;
  let change = Promise.withResolvers<void>();
  const tell = (by: number) => {
    open += by;
    change.resolve();
    change = Promise.withResolvers();
  };
  const clock = new SimulatedClock(0, {
    whileAnswered: () => (open > 0 ? change.promise : undefined),
    onMove: (byMs) => moves.push(byMs),
  });
  return { clock, moves, ask: () => tell(1), answer: () => tell(-1) };
}

/** Long enough for a clock that does not wait to have moved. */
async function manyTurns(): Promise<void> {
  for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

test.each<[string, (clock: SimulatedClock, limit: Promise<number>) => unknown]>([
  ['finish', (clock, limit) => clock.finish(limit)],
  ['advance', (clock) => clock.advance(10)],
  ['run', (clock) => clock.run()],
])('%s lets no time pass while somebody is being answered', async (_, start) => {
  const { clock, moves, ask, answer } = besideServer();
  ask();
  ask();
  const limit = pause(clock, 10);
  start(clock, limit);
  await manyTurns();
  answer();
  await manyTurns();
  expect([clock.now(), moves]).toEqual([0, []]);
  answer();
  expect(await limit).toBe(10);
  expect(moves).toEqual([10]);
});

test('what settles by an answer alone takes no time', async () => {
  const { clock, ask, answer } = besideServer();
  ask();
  void pause(clock, 10);
  setImmediate(answer);
  const answered = manyTurns().then(() => 'came');
  ask();
  const came = clock.finish(answered);
  expect([await came, clock.now()]).toEqual(['came', 0]);
});

test('run goes on with timers that are set later, until it is ended', async () => {
  const clock = new SimulatedClock(0);
  const end = clock.run();
  await manyTurns();
  expect(await pause(clock, 5)).toBe(5);
  clock.schedule(() => {}, 100)();
  await manyTurns();
  expect(await pause(clock, 5)).toBe(10);
  end();
  void pause(clock, 5);
  await manyTurns();
  expect(clock.now()).toBe(10);
});

test('others are told by how much the time moves, before a timer runs', async () => {
  const told: number[] = [];
  const clock = new SimulatedClock(0, { onMove: (byMs) => told.push(byMs) });
  clock.schedule(() => told.push(-1), 7);
  await clock.advance(10);
  clock.stall(5);
  expect(told).toEqual([7, -1, 3, 5]);
});
