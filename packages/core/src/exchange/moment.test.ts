import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SimulatedClock } from '../testing/simulated-clock.ts';
import { ageOf, hasPassed, momentAfter, momentNow } from './moment.ts';

const hour = 3_600_000;

/** The clock after time has passed and the wall clock has been set. */
function later(passedMs: number, setByMs = 0) {
  const clock = new SimulatedClock();
  const moment = momentNow(clock);
  clock.stall(passedMs);
  clock.set(setByMs);
  return { clock, moment };
}

test('a moment is now by both clocks', () => {
  const clock = new SimulatedClock();
  clock.set(-hour);
  expect(momentNow(clock)).toEqual({ wall: clock.now(), monotonic: clock.monotonic() });
});

test('a moment after another is later by both clocks', () => {
  expect(momentAfter({ wall: 10, monotonic: 1 }, 5)).toEqual({ wall: 15, monotonic: 6 });
  expect(momentAfter({ wall: 10, monotonic: 1 }, -5)).toEqual({ wall: 5, monotonic: -4 });
});

describe('whether a moment a second ahead has passed', () => {
  test.each([
    ['nothing happened', 0, 0, false],
    ['it is exactly then', 1_000, 0, false],
    ['a millisecond more passed', 1_001, 0, true],
    ['the wall clock was set to exactly then', 0, 1_000, false],
    ['the wall clock was set a millisecond further', 0, 1_001, true],
    ['the wall clock was set back, and little time passed', 500, -hour, false],
    ['the wall clock was set back, and more time passed', 1_001, -hour, true],
    ['the wall clock was set forward by an hour', 0, hour, true],
  ])('%s: after %d ms, wall clock set by %d ms: %s', (_, passedMs, setByMs, expected) => {
    const { clock, moment } = later(passedMs, setByMs);
    expect(hasPassed(momentAfter(moment, 1_000), clock)).toBe(expected);
  });
});

describe('the age of a moment', () => {
  test.each([
    ['what passed', 700, 0, 700],
    ['what the wall clock says, where that is more', 700, hour, hour + 700],
    ['what passed, where the wall clock was set back by less', 700, -700, 700],
    ['what passed, where the wall clock was set back a little', 700, -1_000, 700],
    ['what the wall clock lost, where it was set back far', 700, -hour, hour - 700],
  ])('is %s', (_, passedMs, setByMs, expected) => {
    const { clock, moment } = later(passedMs, setByMs);
    expect(ageOf(moment, clock)).toBe(expected);
  });

  test('is never less than the time that passed, however the wall clock was set', () => {
    const steps = fc.array(
      fc.record({ passedMs: fc.nat(100_000), setByMs: fc.integer({ min: -hour, max: hour }) }),
    );
    fc.assert(
      fc.property(steps, (changes) => {
        const clock = new SimulatedClock();
        const moment = momentNow(clock);
        let passed = 0;
        for (const { passedMs, setByMs } of changes) {
          clock.stall(passedMs);
          clock.set(setByMs);
          passed += passedMs;
        }
        expect(ageOf(moment, clock)).toBeGreaterThanOrEqual(passed);
      }),
    );
  });
});

test.each([
  ['wall', { wall: Number.NaN, monotonic: Number.POSITIVE_INFINITY }],
  ['monotonic', { wall: Number.POSITIVE_INFINITY, monotonic: Number.NaN }],
])('a moment that is no number by the %s clock has passed, so that nothing leaves by it', (_, moment) => {
  expect(hasPassed(moment, new SimulatedClock())).toBe(true);
});
