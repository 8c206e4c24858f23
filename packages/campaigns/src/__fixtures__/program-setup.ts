import { type Chat, type Clock, createChat, systemClock } from '@polychat/core';
import type { ChatAdapter, VendorCall } from '@polychat/core/adapter';
import type { Emulator, Vendor } from '@polychat/emulator';
import { tencentIm } from '@polychat/tencent-im';
import { zim } from '@polychat/zim';
import type { Engine } from '../ports/engine.ts';
import { engineOf, type QueuePlace } from './queue-places.ts';
import type { StorePlace } from './store-places.ts';
import { type TrailEvent, trailHooks, withTrail } from './trail.ts';

/** What a process of the crash tests is told, as plain JSON. */
export interface ProgramSetup {
  readonly store: StorePlace;
  /** Where the queue of BullMQ is. Absent: workers look into the store. */
  readonly queue?: QueuePlace;
  /** BullMQ's own times, or short ones. Default short. */
  readonly queueTimes?: 'default';
  readonly vendor: Vendor;
  readonly zim: { readonly appId: number; readonly serverSecret: string; readonly baseUrl: string };
  readonly tencentIm: { readonly sdkAppId: number; readonly secretKey: string; readonly baseUrl: string };
  /** By how much the process's wall clock is ahead, in milliseconds. */
  readonly clockOffsetMs: number;
  /** For how long the vendor discards a copy, in milliseconds, where that is shorter than in earnest. */
  readonly dedupWindowMs?: number;
  readonly timeoutMs: number;
  readonly leaseMs: number;
  readonly chunkSize: number;
}

export type SharedSetup = Omit<ProgramSetup, 'clockOffsetMs'>;

/** The setup of all processes that work on one store against one emulator. */
export function setupOf(
  { zim: z, tencentIm: t }: Emulator,
  rest: Omit<SharedSetup, 'zim' | 'tencentIm'>,
): SharedSetup {
  return {
    ...rest,
    zim: { appId: z.appId, serverSecret: z.serverSecret, baseUrl: z.baseUrl },
    tencentIm: { sdkAppId: t.sdkAppId, secretKey: t.secretKey, baseUrl: t.baseUrl },
  };
}

/** The engine of a process: BullMQ, where there is a queue. */
export function engineFor({ queue, queueTimes }: SharedSetup): { readonly engine?: Engine } {
  if (!queue) return {};
  const shortTimes = { lockMs: 1_500, stalledCheckMs: 500, lookEveryMs: 500 };
  const engine = engineOf(queue, {
    ...(queueTimes === 'default' ? {} : shortTimes),
    // While its server is away there are hundreds of them; the outcomes show whether that matters.
    onError: () => {},
  });
  return { engine };
}

/** A wall clock that is wrong by so much. */
export function clockAhead(byMs: number): Clock {
  return {
    now: () => systemClock.now() + byMs,
    monotonic: () => systemClock.monotonic(),
    schedule: (callback, delayMs) => systemClock.schedule(callback, delayMs),
  };
}

/** How often a call is attempted, and the longest pause between two attempts, in milliseconds. */
export const retry = { maxAttempts: 3, baseDelayMs: 20, maxDelayMs: 100 };

/** @param tell hears of each attempt, and of each call of another process that is gone on with */
export function chatOf(setup: ProgramSetup, clock: Clock, tell?: (event: TrailEvent) => void): Chat {
  const chat = createChat(adapterOf(setup), {
    name: 'the chat',
    clock,
    timeoutMs: setup.timeoutMs,
    retry,
    ...(tell && { hooks: trailHooks(tell), exposeUserIds: true }),
  });
  return tell ? withTrail(chat, () => clock.now(), tell) : chat;
}

function adapterOf({ vendor, zim: z, tencentIm: t, dedupWindowMs }: ProgramSetup): ChatAdapter {
  if (vendor === 'zim') return zim({ ...z, directCallsPerSecond: 1_000 });
  const adapter = tencentIm({ ...t, adminUserId: 'administrator', singleCallsPerSecond: 1_000 });
  return dedupWindowMs === undefined ? adapter : withWindow(adapter, dedupWindowMs);
}

/** The same adapter at a vendor that forgets sooner. */
function withWindow(adapter: ChatAdapter, windowMs: number): ChatAdapter {
  const shortened = <Call extends VendorCall<never>>(call: Call): Call => ({
    ...call,
    dedupWindowMs: Math.min(call.dedupWindowMs, windowMs),
  });
  const { direct } = adapter.plan;
  return {
    ...adapter,
    plan: {
      ...adapter.plan,
      direct:
        direct &&
        ((...given) => {
          const plan = direct(...given);
          return {
            ...plan,
            next(pending) {
              const planned = plan.next(pending);
              return planned.call ? { ...planned, call: shortened(planned.call as never) } : planned;
            },
          };
        }),
    },
    resume: (record) => {
      const call = adapter.resume?.(record);
      return call && (shortened(call as never) as typeof call);
    },
  };
}
