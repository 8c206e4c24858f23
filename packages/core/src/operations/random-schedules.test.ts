import { describe, expect, test } from 'vitest';
import { createCall } from '../adapter/call.ts';
import { createMemoryPacer } from '../defaults/memory-pacer.ts';
import { ChatError } from '../model/chat-error.ts';
import type { ChatAdapter } from '../ports/chat-adapter.ts';
import type { CallRecord, Journal } from '../ports/journal.ts';
import type { Pacer } from '../ports/pacer.ts';
import type { ListPlan, PlannedBatch } from '../ports/plans.ts';
import { calls, recipients } from '../testing/pacing.ts';
import { plainAdapter, plainProblems } from '../testing/plain-adapter.ts';
import { type RequestFault, requestFaults, ScheduleVendor } from '../testing/schedule-vendor.ts';
import { hello, simulatedChat } from '../testing/simulated-chat.ts';
import { SimulatedClock } from '../testing/simulated-clock.ts';
import { expectNoUnhandledRejections } from '../testing/unhandled.ts';

expectNoUnhandledRejections();

/** `SCHEDULES=5000 FIRST_SEED=1` looks at more of them, or at others. */
const { SCHEDULES = '250', FIRST_SEED = '1' } = process.env;

/** Mulberry32: the same numbers for the same seed. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** One schedule: what is sent, how, and all that goes wrong meanwhile. */
function scheduleOf(seed: number) {
  const random = randomOf(seed);
  const one = <T>(...from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const often = (chance: number) => random() < chance;
  return {
    random,
    one,
    often,
    kind: one('direct', 'direct', 'stream', 'bulk', 'left early', 'broadcast', 'users'),
    count: one(1, 1, 2, 5, 9, 23),
    maxItems: one(1, 2, 4, 30),
    dedupWindowMs: one(0, 0, 1_200, 2_500, 20_000, Number.POSITIVE_INFINITY),
    unlistedMeans: one('accepted', 'unconfirmed'),
    faultyRequests: one(0, 0.2, 0.6, 1),
    limits: often(0.4)
      ? [
          { ...calls, capacity: one(1, 3) },
          { ...recipients, capacity: 40, windowMs: 2_000 },
        ]
      : [],
    maxAttempts: one(1, 3, 6),
    timeoutMs: one(200, 1_000, 2_000),
    deadlineMs: one(500, 3_000, 30_000),
    maxInFlight: one(1, 3, 32),
    hasSession: often(0.4),
    journal: one<'none' | 'good' | 'slow' | 'failing' | 'hanging' | 'changing'>(
      'none',
      'good',
      'slow',
      'failing',
      'hanging',
      'changing',
    ),
    plan: one<'honest' | 'lies' | 'throws'>('honest', 'honest', 'honest', 'lies', 'throws'),
    callFaults: one(0, 0, 0.1, 0.4),
    pacer: one<'memory' | 'hurried' | 'failing' | 'hanging'>(
      'memory',
      'memory',
      'hurried',
      'failing',
      'hanging',
    ),
    retryUnknown: often(0.15),
    abortAtMs: often(0.3) ? Math.floor(random() * 3_000) : undefined,
    abortIn: often(0.15) ? one('request', 'reply', 'repeat', 'waitStart', 'wait', 'sendStart') : undefined,
    hooksThrow: often(0.2),
    duplicates: often(0.3),
  } as const;
}

type Schedule = ReturnType<typeof scheduleOf>;

const session: ChatAdapter['session'] = {
  call: () =>
    createCall({
      endpoint: 'token',
      purpose: 'session',
      costs: [],
      dedupWindowMs: Number.POSITIVE_INFINITY,
      visibleFields: [],
      signer: () => ({ method: 'POST', url: 'https://vendor.example/token', headers: {} }),
      read: ({ text }) => {
        const { token, expiresInMs, problem } = JSON.parse(text);
        return problem ? { problem } : { value: { token, expiresInMs } };
      },
    }),
};

/** An adapter whose plans now and then are not what the contract says. */
function adapterOf(schedule: Schedule): ChatAdapter {
  const { maxItems, dedupWindowMs, unlistedMeans, limits, hasSession, plan: how, random, often } = schedule;
  const adapter = plainAdapter({
    maxItems,
    dedupWindowMs,
    unlistedMeans,
    limits,
    ...(hasSession ? { session } : {}),
  });
  const bent = <Item, Value, Plan extends ListPlan<Item, Value>>(plan: Plan): Plan => ({
    ...plan,
    next(pending: readonly Item[]): PlannedBatch<Value> {
      if (how === 'throws' && often(0.4)) throw new Error('the plan throws');
      if (how !== 'lies') return withFaultyCall(plan.next(pending));
      const lie = Math.floor(random() * 8);
      const planned = plan.next(
        lie === 0 ? pending.slice(0, 1 + Math.floor(random() * pending.length)) : pending,
      );
      const [first] = planned.items;
      if (lie === 1) return { ...planned, taken: pending.length + 3 };
      if (lie === 2) return { ...planned, taken: 0 };
      if (lie === 3 && first) return { ...planned, items: [...planned.items, first, { index: 99, id: 'x' }] };
      if (lie === 4) return { ...planned, items: undefined as never };
      if (lie === 5) return { ...planned, refused: undefined as never };
      if (lie === 6) return { ...planned, unlistedMeans: 'unconfirmed', warnings: [undefined] as never };
      return planned;
    },
  });
  const faulty = () => often(schedule.callFaults);
  const fail = (): never => {
    throw new Error('the call throws');
  };
  const withFaultyCall = <Value>(planned: PlannedBatch<Value>): PlannedBatch<Value> => {
    const { call } = planned;
    if (!call || schedule.callFaults === 0) return planned;
    return {
      ...planned,
      call: {
        ...call,
        get timeoutMs() {
          return faulty() ? fail() : call.timeoutMs;
        },
        body: () => (faulty() ? fail() : call.body()),
        target(context) {
          const how = Math.floor(random() * 4);
          if (!faulty()) return call.target(context);
          if (how === 0) return fail();
          if (how === 1) return undefined as never;
          return how === 2 ? Promise.reject(new Error('no signature')) : new Promise<never>(() => {});
        },
        read(reply, attempt) {
          if (!faulty()) return call.read(reply, attempt);
          const how = Math.floor(random() * 6);
          if (how === 0) return fail();
          if (how === 1) return undefined as never;
          if (how === 2) return { problem: {} as never };
          if (how === 3) return { value: { accepted: [null], failed: 7 } as never };
          if (how === 4) return { warnings: [undefined] as never, problem: plainProblems.internal };
          return {
            get value() {
              return fail();
            },
          };
        },
      },
    };
  };
  const { direct, users } = adapter.plan;
  return {
    ...adapter,
    plan: {
      ...adapter.plan,
      direct: direct && ((...given) => bent(direct(...given))),
      users: users && ((...given) => bent(users(...given))),
    },
  };
}

function journalOf(
  { journal, random, often }: Schedule,
  clock: SimulatedClock,
  records: CallRecord[],
): Journal | undefined {
  if (journal === 'none') return undefined;
  const wait = (ms: number) => new Promise<void>((resolve) => void clock.schedule(() => resolve(), ms));
  return {
    async begin(begun) {
      if (journal === 'slow') await wait(Math.floor(random() * 900));
      if (journal === 'failing' && often(0.4)) throw new Error('the journal fails');
      if (journal === 'hanging' && often(0.3)) return new Promise<never>(() => {});
      records.push(...structuredClone(begun));
      if (journal === 'changing') {
        for (const record of begun) {
          if (record.body) Object.assign(record.body, { text: 'changed' });
          Object.assign(record, { items: [], dedupWindowMs: 1, firstAttemptAt: 0 });
        }
      }
    },
  };
}

/** The memory pacer, with faults of one that is shared. */
function pacerOf({ pacer: how, random, often }: Schedule, clock: SimulatedClock): Pacer {
  const pacer = createMemoryPacer({ clock });
  if (how === 'memory') return pacer;
  return {
    async acquire(request) {
      if (how === 'failing' && often(0.3)) throw new Error('the pacer fails');
      // Only where the send has a deadline: without one it may wait as long as the pacer lets it.
      if (how === 'hanging' && often(0.3) && request.maxWaitMs !== undefined)
        return new Promise<never>(() => {});
      const answer = await pacer.acquire(request);
      if (how !== 'hurried' || answer === 'aborted' || !('settle' in answer)) return answer;
      return { ...answer, leaveWithinMs: Math.floor(random() * 300) };
    },
  };
}

interface Said {
  readonly userId: string;
  readonly status: string;
}

async function run(seed: number) {
  const schedule = scheduleOf(seed);
  const { kind, count, one, often, random, deadlineMs } = schedule;
  const clock = new SimulatedClock();
  const draw = (): RequestFault => (often(schedule.faultyRequests) ? one(...requestFaults) : 'none');
  const vendor = new ScheduleVendor(clock, schedule.dedupWindowMs, random, draw);
  const records: CallRecord[] = [];
  const controller = new AbortController();
  const hook = (name: string) => () => {
    if (schedule.abortIn === name && often(0.5)) controller.abort();
    if (often(0.05)) clock.set(one(-5_000, 5_000, 700));
    if (schedule.hooksThrow) throw new Error('a hook throws');
  };
  const names = ['sendStart', 'sendEnd', 'waitStart', 'request', 'reply', 'repeat', 'wait'] as const;
  const { chat } = simulatedChat([], adapterOf(schedule), {
    clock,
    transport: vendor,
    pacer: pacerOf(schedule, clock),
    timeoutMs: Math.min(schedule.timeoutMs, deadlineMs),
    deadlineMs,
    maxInFlight: schedule.maxInFlight,
    retry: { maxAttempts: schedule.maxAttempts, baseDelayMs: 100, maxDelayMs: 1_000 },
    hooks: Object.fromEntries(names.map((name) => [name, hook(name)])),
  });
  const ids = Array.from({ length: count }, (_, index) => `${often(0.1) ? 'bad' : 'user'}-${index}`);
  const to = schedule.duplicates && ids[0] ? [...ids, ids[0]] : ids;
  const journal = journalOf(schedule, clock, records);
  const { retryUnknown } = schedule;
  const options = { signal: controller.signal, retryUnknown, ...(journal ? { journal } : {}) };
  if (schedule.abortAtMs !== undefined) clock.schedule(() => controller.abort(), schedule.abortAtMs);
  for (let index = 0; index < 3; index += 1) {
    if (often(0.2)) clock.schedule(() => clock.stall(one(100, 3_000)), Math.floor(random() * 2_000));
    if (often(0.1)) clock.schedule(() => clock.set(one(-60_000, 60_000)), Math.floor(random() * 2_000));
  }
  const startedAt = clock.monotonic();
  const said: Said[] = [];
  const fromReceipt = ({ accepted = [], failed, unconfirmed }: Record<string, readonly Said[]>) => {
    const lists = { accepted, failed: failed ?? [], unconfirmed: unconfirmed ?? [] };
    for (const [status, list] of Object.entries(lists)) {
      for (const { userId } of list) said.push({ userId, status });
    }
  };
  let isSaidOfAll = true;
  const sending = async () => {
    try {
      if (kind === 'direct') fromReceipt((await chat.sendDirect({ ...hello, to }, options)) as never);
      else if (kind === 'users') {
        fromReceipt(
          (await chat.registerUsers(
            to.map((userId) => ({ userId })),
            options,
          )) as never,
        );
      } else if (kind === 'broadcast') {
        await chat.broadcast({ ...hello, audience: 'online' }, options);
        said.push({ userId: 'everybody', status: 'accepted' });
      } else {
        const feed = async function* () {
          for (const id of ids) {
            if (often(0.2)) await new Promise<void>((resolve) => void clock.schedule(() => resolve(), 50));
            yield id;
          }
        };
        const source = often(0.5) ? feed() : ids;
        const stream =
          kind === 'bulk' ? chat.sendBulk(hello, source, options) : chat.deliver(hello, source, options);
        for await (const batch of stream) {
          said.push(...batch);
          if (kind === 'left early') {
            isSaidOfAll = false;
            break;
          }
        }
        if (controller.signal.aborted) isSaidOfAll = false;
        if ('summary' in stream && typeof stream.summary === 'function') {
          const { pulled, duplicates, accepted, failed, unconfirmed } = await stream.summary();
          expect(accepted + failed + unconfirmed + duplicates, 'the sum of a bulk send').toBe(pulled);
        }
      }
    } catch (error) {
      if (!ChatError.is(error)) throw error;
      const { receipt } = error;
      if (kind === 'broadcast')
        said.push({ userId: 'everybody', status: error.effect === 'unknown' ? 'unconfirmed' : 'failed' });
      else if (!receipt) throw error;
      else fromReceipt(receipt as never);
    }
  };
  await clock.finish(sending());
  const tookMs = clock.monotonic() - startedAt;
  await clock.finish(chat.close());

  const expected = kind === 'broadcast' ? ['everybody'] : ids;
  const named = said.map(({ userId }) => userId).toSorted();
  expect(new Set(named).size, 'named twice').toBe(named.length);
  if (isSaidOfAll) expect(named, 'who is named').toEqual(expected.toSorted());
  for (const { userId, status } of said) {
    const times = vendor.inbox.get(userId) ?? 0;
    if (status === 'accepted') expect(times, `${userId} is accepted and has it`).toBeGreaterThanOrEqual(1);
    if (status === 'failed') expect(times, `${userId} failed and does not have it`).toBe(0);
  }
  // Where copies do no harm, what is unclear may go again in a call for a part.
  const copiesDoHarm = !retryUnknown && schedule.dedupWindowMs !== Number.POSITIVE_INFINITY;
  for (const [userId, times] of copiesDoHarm ? vendor.inbox : []) {
    expect(times, `copies of ${userId}`).toBeLessThanOrEqual(1);
  }
  for (const { body } of vendor.arrivals) expect(body, 'what left').not.toBe('changed');
  if (journal) {
    const stored = new Set(records.map(({ body }) => body?.text));
    for (const { body, wall } of vendor.arrivals) {
      expect(stored, 'left without a record').toContain(body);
      const latest = Math.max(...records.flatMap((kept) => (kept.body?.text === body ? [kept.leaveBy] : [])));
      expect(wall, 'left after its latest moment').toBeLessThanOrEqual(latest);
    }
  }
  const isWhole = kind === 'direct' || kind === 'broadcast' || kind === 'users';
  // A machine that slept for nine seconds in all has no deadline.
  if (isWhole) expect(tookMs, 'longer than the deadline').toBeLessThanOrEqual(deadlineMs + 9_000);
  return { schedule, clock };
}

describe('whatever goes wrong, and whenever', () => {
  test('everybody is in one list and in the right one, nobody gets it twice, and every send ends', async () => {
    const first = Number(FIRST_SEED);
    const failures: string[] = [];
    for (let seed = first; seed < first + Number(SCHEDULES); seed += 1) {
      try {
        await run(seed);
      } catch (error) {
        const { random: _, ...schedule } = scheduleOf(seed);
        failures.push(
          `seed ${seed}: ${error instanceof Error ? error.message.split('\n').slice(0, 8).join(' | ') : error} ${JSON.stringify(schedule)}`,
        );
        if (process.env.STACK) console.log((error as Error).stack);
        if (failures.length > 60) break;
      }
    }
    expect(failures).toEqual([]);
  }, 600_000);
});
