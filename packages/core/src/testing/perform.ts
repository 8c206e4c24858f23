import { createMemoryPacer } from '../defaults/memory-pacer.ts';
import { type CallContext, performCall } from '../exchange/perform-call.ts';
import { createScrub } from '../exchange/redaction.ts';
import type { VendorCall } from '../ports/chat-adapter.ts';
import type { HookEvents } from '../ports/hooks.ts';
import { type PlainAdapterOptions, plainAdapter } from './plain-adapter.ts';
import { ScriptedTransport, type ScriptStep } from './scripted-transport.ts';
import { SimulatedClock } from './simulated-clock.ts';

export interface Setting extends PlainAdapterOptions, Partial<Omit<CallContext, 'adapter'>> {
  readonly recipients?: readonly string[];
  readonly planSubset?: boolean;
}

/** Performs one call of the plain vendor. Every random wait is half of the longest. */
export function perform(script: readonly ScriptStep[], setting: Setting = {}, clock = new SimulatedClock()) {
  const { maxItems = 9, dedupWindowMs, unlistedMeans, limits, target, read, ...rest } = setting;
  const { recipients = ['a'], planSubset = true, ...overrides } = rest;
  const adapter = plainAdapter({ maxItems, dedupWindowMs, unlistedMeans, limits, target, read });
  const start = clock.now();
  const times: number[] = [];
  const inner = new ScriptedTransport(...script);
  const transport = {
    requests: inner.requests,
    send: (...given: Parameters<typeof inner.send>) => {
      times.push(clock.now() - start);
      return inner.send(...given);
    },
  };
  const events: string[] = [];
  const hooks = {
    request: ({ attempt, recipients: to }: HookEvents['request']) => events.push(`request ${attempt} ${to}`),
    reply: ({ attempt, problem }: HookEvents['reply']) =>
      events.push(`reply ${attempt} ${problem ?? 'fine'}`),
    repeat: ({ recipients: to, delayMs, problem }: HookEvents['repeat']) =>
      events.push(`repeat ${to} in ${delayMs} for ${problem}`),
    wait: ({ waitedMs }: HookEvents['wait']) => events.push(`waited ${waitedMs}`),
  };
  const context: CallContext = {
    adapter,
    via: 'plain',
    sendId: 'send-1',
    transport,
    clock,
    pacer: createMemoryPacer(clock),
    share: 1,
    random: () => 2 ** 31,
    scrub: createScrub({ text: 'hello' }),
    hooks,
    maxReplyBytes: 1_000,
    timeoutMs: 1_000,
    retry: { maxAttempts: 3, baseDelayMs: 200, maxDelayMs: 5_000 },
    retryUnknown: false,
    deadlineAt: start + 30_000,
    deadlineMs: 30_000,
    ...overrides,
  };
  const plan = adapter.planDirect(
    {
      from: 'alice',
      content: { type: 'text', text: 'hello' },
      priority: 'normal',
      senderCopy: true,
      countsAsUnread: true,
      readReceipt: false,
      vendorFields: undefined,
    },
    { now: clock.now, random: context.random },
  );
  const call = plan.next(recipients).call as VendorCall;
  const narrowed = (some: readonly string[]) => (planSubset ? plan.next(some).call : undefined);
  const performing = clock.finish(performCall(call, narrowed, context)).then(({ states, warnings }) => ({
    states: Object.fromEntries(states),
    statuses: Object.fromEntries([...states].map(([userId, { status }]) => [userId, status])),
    problems: Object.fromEntries(
      [...states].map(([userId, state]) => [
        userId,
        state.status === 'accepted' ? undefined : state.problem.code,
      ]),
    ),
    warnings,
    times,
    events,
    requests: inner.requests,
    bodies: inner.requests.map(({ body }) => body),
    tookMs: clock.now() - start,
    pending: clock.pending,
  }));
  return performing;
}
