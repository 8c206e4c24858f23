/** Core's own simulated clock: it is not published, and a second one would be a copy. */
export { SimulatedClock } from '../../../core/src/testing/simulated-clock.ts';
