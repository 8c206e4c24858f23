import { SimulatedClock } from '@polychat/core/testing';
import { beforeEach, describe, expect, test } from 'vitest';
import { type BreakerChange, CircuitBreaker } from './circuit-breaker.ts';

const options = { calls: 10, minimumCalls: 4, faultShare: 0.5, pauseMs: 1_000, maxPauseMs: 5_000 };

let clock: SimulatedClock;
let changes: BreakerChange[];
let breaker: CircuitBreaker;

beforeEach(() => {
  clock = new SimulatedClock();
  changes = [];
  breaker = new CircuitBreaker(options, clock, (change) => changes.push(change));
});

function record(sign: Parameters<CircuitBreaker['record']>[0], times: number): void {
  for (let at = 0; at < times; at += 1) breaker.record(sign);
}

/** Opens it, waits out the pause, and lets one call through. */
async function openAndProbe(): Promise<void> {
  record('bad', 4);
  await clock.advance(1_000);
  expect(breaker.admit()).toBe('probe');
}

describe('closed', () => {
  test('lets everybody through and says nothing', () => {
    expect([breaker.admit(), breaker.admit()]).toEqual(['all', 'all']);
    expect(breaker.health).toEqual({ state: 'closed' });
    expect(changes).toEqual([]);
  });

  test('stays closed with fewer calls than count', () => {
    record('bad', 3);
    expect(breaker.isClosed).toBe(true);
  });

  test('opens when enough calls met a fault', () => {
    record('bad', 4);
    expect(changes).toEqual([{ from: 'closed', to: 'open', pauseMs: 1_000 }]);
    expect(breaker.health).toEqual({ state: 'open', pauseMs: 1_000, probeInMs: 1_000 });
  });

  test('stays closed while no more than the allowed part met a fault, and opens with the next', () => {
    record('good', 5);
    record('bad', 5);
    expect(breaker.isClosed).toBe(true);
    record('bad', 1);
    expect(breaker.isClosed).toBe(false);
  });

  test.each(['answered', 'nothing'] as const)('a thousand calls that say %s change nothing', (sign) => {
    record('bad', 3);
    record(sign, 1_000);
    expect(breaker.isClosed).toBe(true);
    record('bad', 1);
    expect(breaker.isClosed).toBe(false);
  });

  test('calls that went well long ago do not count any more', () => {
    record('good', 100);
    record('bad', 6);
    expect(breaker.isClosed).toBe(false);
  });
});

describe('open', () => {
  beforeEach(() => record('bad', 4));

  test('lets nobody through until the pause is over', async () => {
    await clock.advance(999);
    expect(breaker.admit()).toBe('none');
    expect(breaker.health).toEqual({ state: 'open', pauseMs: 1_000, probeInMs: 1 });
    await clock.advance(1);
    expect(breaker.isAdmitting).toBe(true);
    expect(breaker.admit()).toBe('probe');
  });

  test('tells whole milliseconds, and none too few', async () => {
    await clock.advance(0.25);
    expect(breaker.health).toMatchObject({ probeInMs: 1_000 });
    await clock.advance(999.5);
    expect(breaker.health).toMatchObject({ probeInMs: 1 });
  });

  test('a wall clock that is set changes nothing', () => {
    clock.set(3_600_000);
    expect(breaker.admit()).toBe('none');
    clock.set(-7_200_000);
    expect(breaker.health).toMatchObject({ probeInMs: 1_000 });
  });

  test('what comes in too late changes nothing', () => {
    record('good', 100);
    record('bad', 100);
    expect(changes).toHaveLength(1);
    expect(breaker.health).toMatchObject({ state: 'open', pauseMs: 1_000 });
  });
});

describe('half open', () => {
  beforeEach(openAndProbe);

  test('lets one call through and nobody else, for however long it takes', async () => {
    expect(breaker.health).toEqual({ state: 'half_open', pauseMs: 1_000 });
    await clock.advance(100_000);
    expect([breaker.admit(), breaker.isAdmitting]).toEqual(['none', false]);
    expect(changes.at(-1)).toEqual({ from: 'open', to: 'half_open' });
  });

  test.each(['good', 'answered'] as const)('closes after a probe that says %s, and forgets', (sign) => {
    breaker.endProbe(sign);
    expect(changes.at(-1)).toEqual({ from: 'half_open', to: 'closed' });
    expect(breaker.admit()).toBe('all');
    record('bad', 2);
    expect(breaker.isClosed).toBe(true);
  });

  test('opens for longer after each probe that failed, up to the longest pause', async () => {
    const pauses: unknown[] = [];
    for (let at = 0; at < 5; at += 1) {
      breaker.endProbe('bad');
      const { pauseMs = 0 } = breaker.health;
      pauses.push(pauseMs);
      await clock.advance(pauseMs - 1);
      expect(breaker.admit()).toBe('none');
      await clock.advance(1);
      expect(breaker.admit()).toBe('probe');
    }
    expect(pauses).toEqual([2_000, 4_000, 5_000, 5_000, 5_000]);
  });

  test('begins again with the first pause once it was closed', () => {
    breaker.endProbe('bad');
    expect(breaker.health).toMatchObject({ pauseMs: 2_000 });
    clock.stall(2_000);
    breaker.admit();
    breaker.endProbe('good');
    record('bad', 5);
    expect(breaker.health).toMatchObject({ state: 'open', pauseMs: 1_000 });
  });

  test('a probe that taught nothing may be made again at once, and the pause does not grow', () => {
    breaker.endProbe('nothing');
    expect(changes.at(-1)).toEqual({ from: 'half_open', to: 'open', pauseMs: 0 });
    expect(breaker.admit()).toBe('probe');
    breaker.endProbe('bad');
    expect(breaker.health).toMatchObject({ state: 'open', pauseMs: 2_000 });
  });

  test('a probe ends once', () => {
    breaker.endProbe('good');
    breaker.endProbe('bad');
    expect(breaker.isClosed).toBe(true);
  });
});
