import { slowdownSteps } from '@polychat/core/pacing';
import { createScript } from '../client/script.ts';
import { countersSource } from './counters.ts';
import { grantsSource } from './grants.ts';
import { timeSource } from './time.ts';

const steps = Object.entries(slowdownSteps).map(([name, value]) => `${name} = ${value}`);

/** Settles leases and gives new ones: all that a client has to say of one scope at a moment. */
export const pacingScript = createScript(
  `local slowdown = { ${steps.join(', ')} }\n${timeSource}${countersSource}${grantsSource}`,
);
