import { createMemoryPacer } from '../defaults/memory-pacer.ts';
import type { Batch, Position } from '../delivery/batch.ts';
import { Ledger } from '../delivery/ledger.ts';
import { planBatch, planSubset } from '../delivery/plan-batch.ts';
import { AppLimits } from '../exchange/app-limits.ts';
import type { ExchangeContext } from '../exchange/context.ts';
import { performCall } from '../exchange/perform-call.ts';
import { createRetryBudget } from '../exchange/retry-budget.ts';
import { completeMessage } from '../model/check-message.ts';
import type { ResultIds } from '../model/outcome.ts';
import type { PlanWarning } from '../model/warning.ts';
import type { HookEvents } from '../ports/hooks.ts';
import { type PlainAdapterOptions, plainAdapter } from './plain-adapter.ts';
import { ScriptedTransport, type ScriptStep } from './scripted-transport.ts';
import { SimulatedClock } from './simulated-clock.ts';

type Overrides = Partial<Omit<ExchangeContext, 'retry' | 'adapter' | 'limits'>> & {
  readonly adapter?: ExchangeContext['adapter'];
  readonly share?: number;
  readonly retry?: Partial<ExchangeContext['retry']>;
};

export interface Setting
  extends Pick<
      PlainAdapterOptions,
      'maxItems' | 'dedupWindowMs' | 'unlistedMeans' | 'limits' | 'target' | 'read'
    >,
    Omit<Overrides, 'adapter'> {
  readonly recipients?: readonly string[];
  /** Whether a part of the call can be planned again. Default true. */
  readonly canPlanSubset?: boolean;
}

/** What a send gives to each of its calls, on a simulated clock. Every random wait is half of the longest. */
export function exchangeContext(
  clock: SimulatedClock,
  { retry, adapter = plainAdapter(), share = 1, ...overrides }: Overrides = {},
): ExchangeContext {
  return {
    adapter,
    limits: new AppLimits(adapter, share),
    via: 'plain',
    sendId: 'send-1',
    transport: new ScriptedTransport(),
    clock,
    pacer: createMemoryPacer({ clock }),
    random: () => 2 ** 31,
    hooks: {},
    maxReplyBytes: 1_000,
    timeoutMs: 1_000,
    retry: { maxAttempts: 3, baseDelayMs: 200, maxDelayMs: 5_000, budget: createRetryBudget(), ...retry },
    retryUnknown: false,
    deadlineAt: clock.monotonic() + 30_000,
    deadlineMs: 30_000,
    ...overrides,
  };
}

/** The plan of the plainest message there can be, by the plain vendor. */
export function plainPlan(options: PlainAdapterOptions, clock: SimulatedClock) {
  const adapter = plainAdapter(options);
  const message = completeMessage(
    { from: 'alice', content: { type: 'text', text: 'hello' } },
    adapter.vendor,
  );
  const context = {
    now: () => clock.now(),
    random: () => 2 ** 31,
    counter: () => 1,
    items: 'unknown',
  } as const;
  const plan = adapter.plan.direct?.(message, context);
  if (!plan) throw new Error('the plain vendor has direct messages');
  return { adapter, plan };
}

/** Carries a batch through and keeps account of it. */
export function performBatch(
  batch: Batch<string, ResultIds>,
  context: ExchangeContext,
  subset: (positions: readonly Position<string>[]) => Batch<string, ResultIds> | undefined,
) {
  const warnings: PlanWarning[] = [];
  const ledger = new Ledger(batch, {
    operation: 'direct',
    sender: 'alice',
    exposeUserIds: true,
    retryUnknown: context.retryUnknown,
    planSubset: subset,
    onWarning: (warning) => warnings.push(warning),
  });
  const performing = performCall(
    {
      call: batch.call,
      subject: ledger.subject,
      observe: (...given) => ledger.observe(...given),
      total: () => ledger.total(),
    },
    context,
    () => {},
  );
  return performing.then(() => {
    const entries = ledger.map(({ userId }, state) => [userId, state] as const);
    return {
      states: Object.fromEntries(entries),
      statuses: Object.fromEntries(entries.map(([userId, { status }]) => [userId, status])),
      problems: Object.fromEntries(
        entries.map(([userId, state]) => [
          userId,
          state.status === 'accepted' ? undefined : state.problem.code,
        ]),
      ),
      warnings,
    };
  });
}

/** Performs one call of the plain vendor. */
export async function perform(
  script: readonly ScriptStep[],
  setting: Setting = {},
  clock = new SimulatedClock(),
) {
  const { maxItems = 9, dedupWindowMs, unlistedMeans, limits, target, read, ...rest } = setting;
  const { recipients = ['a'], canPlanSubset = true, ...overrides } = rest;
  const { adapter, plan } = plainPlan(
    { maxItems, dedupWindowMs, unlistedMeans, limits, target, read },
    clock,
  );
  const start = clock.monotonic();
  const times: number[] = [];
  const inner = new ScriptedTransport(...script);
  const transport = {
    requests: inner.requests,
    send: (...given: Parameters<typeof inner.send>) => {
      times.push(clock.monotonic() - start);
      return inner.send(...given);
    },
  };
  const events: string[] = [];
  const hooks = {
    request: ({ attempt, userIds }: HookEvents['request']) => events.push(`request ${attempt} ${userIds}`),
    reply: ({ attempt, problem }: HookEvents['reply']) =>
      events.push(`reply ${attempt} ${problem ?? 'fine'}`),
    repeat: ({ userIds, delayMs, problem }: HookEvents['repeat']) =>
      events.push(`repeat ${userIds} in ${delayMs} for ${problem}`),
    waitStart: ({ attempt }: HookEvents['waitStart']) => events.push(`waits before ${attempt}`),
    wait: ({ waitedMs }: HookEvents['wait']) => events.push(`waited ${waitedMs}`),
  };
  const positions = recipients.map((userId, index) => ({ item: userId, userId, index }));
  const { batch } = planBatch(plan, positions);
  if (!batch) throw new Error('the plain vendor makes no call for these');
  const performed = await clock.finish(
    performBatch(batch, exchangeContext(clock, { adapter, transport, hooks, ...overrides }), (some) =>
      canPlanSubset ? planSubset(plan, some) : undefined,
    ),
  );
  return {
    ...performed,
    times,
    events,
    requests: inner.requests,
    bodies: inner.requests.map(({ body }) => body),
    tookMs: clock.monotonic() - start,
    pending: clock.pending,
  };
}
