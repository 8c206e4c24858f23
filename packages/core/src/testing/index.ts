/** For tests of your own code: time that passes only when a test says so. */

export { SimulatedClock, type SimulatedClockOptions } from './simulated-clock.ts';
