import {
  createMemoryPacer,
  type LeaseEnd,
  type Pacer,
  type PacerAnswer,
  type PacerRequest,
} from '@polychat/core';
import { SimulatedClock } from '@polychat/core/testing';
import type { PacerSubject } from '../pacer/pacer-subject.ts';

/** A pacer that is wrong in one way, and the checks that must find it. */
export interface BrokenPacer {
  readonly name: string;
  readonly create: () => PacerSubject;
  readonly caughtBy: readonly string[];
}

type Change = (pacer: Pacer) => Pacer;

/** Core's pacer in memory, for two processes that share it, changed in one way. */
export function pace(change: Change = (pacer) => pacer, changeOther = change): PacerSubject {
  const clock = new SimulatedClock();
  const pacer = createMemoryPacer({ clock });
  return {
    pacer: change(pacer),
    other: changeOther(pacer),
    now: () => clock.monotonic(),
    advance: (milliseconds) => clock.advance(milliseconds),
  };
}

const broken = (name: string, change: Change, ...caughtBy: readonly string[]): BrokenPacer => ({
  name,
  create: () => pace(change),
  caughtBy,
});

/** Changes what is asked. */
const asking =
  (change: (request: PacerRequest) => PacerRequest): Change =>
  (pacer) => ({
    acquire: (request) => pacer.acquire(change(request)),
  });

/** Changes how leases end. */
const ending =
  (change: (end: LeaseEnd) => LeaseEnd): Change =>
  (pacer) => ({
    async acquire(request) {
      const answer = await pacer.acquire(request);
      if (answer === 'aborted' || !('settle' in answer)) return answer;
      return { settle: (end) => answer.settle(change(end)) };
    },
  });

const beyond = 'calls beyond the limit wait until one window after those before them ended';
const together = 'what two processes let go together stays below the limit';

export const brokenPacers: readonly BrokenPacer[] = [
  broken('lets everybody go', () => ({ acquire: (): PacerAnswer => ({ settle() {} }) }), beyond, together),
  broken(
    'frees units with the reply',
    ending(() => ({ how: 'not_sent' })),
    beyond,
  ),
  broken(
    'never gives back',
    ending((end) => (end.how === 'not_sent' ? { how: 'replied' } : end)),
    'what was not sent frees its units at once, for all that wait',
  ),
  broken(
    'forgets what may still arrive',
    ending((end) => (end.how === 'may_arrive' ? { how: 'replied' } : end)),
    'what may still arrive is counted until one window after it cannot any more',
  ),
  broken(
    'does not hear that it was too fast',
    ending((end) => (end.how === 'too_fast' ? { how: 'not_sent' } : end)),
    'too fast halves the rates that the vendor named, and they recover',
    'a call that was too fast is counted where the vendor counted it',
  ),
  broken(
    'slows everything down',
    ending((end) => (end.how === 'too_fast' ? { how: 'too_fast', counted: end.counted } : end)),
    'too fast halves the rates that the vendor named, and they recover',
  ),
  broken(
    'counts all apps together',
    asking((request) => ({ ...request, scope: 'one' })),
    'scopes, keys and hosts are counted apart',
  ),
  broken(
    'counts all keys together',
    asking((request) => ({
      ...request,
      costs: request.costs.map((cost) => ({ ...cost, counter: cost.limit.name })),
    })),
    'scopes, keys and hosts are counted apart',
  ),
  broken(
    'looks at the first limit alone',
    asking((request) => ({ ...request, costs: request.costs.slice(0, 1) })),
    'a call goes when all its limits have capacity, and uses none of them before',
  ),
  broken(
    'waits as long as it takes',
    asking(({ maxWaitMs: _, ...request }) => request),
    'a call that cannot go within its longest wait is refused, with its limit and how long it takes',
  ),
  broken(
    'does not hear the caller leave',
    asking(({ signal: _, ...request }) => request),
    'who left before asking, or while waiting, has used nothing',
  ),
  broken(
    'says nothing of waits',
    asking(({ onWait: _, ...request }) => request),
    'the beginning of a wait is said once, and only where there is one',
  ),
  broken(
    'serves who came first',
    asking((request) => ({ ...request, sendId: 'all' })),
    'sends take turns: a bulk send has little ahead of anybody else',
  ),
  {
    name: 'keeps count in each process by itself',
    create: () => {
      const subject = pace();
      const clock = { now: () => 0, monotonic: subject.now, schedule: () => () => {} };
      return { ...subject, other: createMemoryPacer({ clock }) };
    },
    caughtBy: [together],
  },
];
