import { afterEach } from 'vitest';
import type { PostOfficeOptions } from './post-office.ts';
import { Simulation } from './simulation.ts';

/** Lays the hook that ends a test's simulation, and returns what makes one. Each file calls it once. */
export function useSimulation(): (office?: Omit<PostOfficeOptions, 'clock'>) => Promise<Simulation> {
  let simulation: Simulation | undefined;
  afterEach(() => simulation?.end());
  return async (office = {}) => {
    simulation = await Simulation.make(office);
    return simulation;
  };
}

/** What a promise is rejected with. */
export function thrown(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => 'nothing was thrown',
    (error: unknown) => error,
  );
}
