/** A process that sends to the emulator as fast as the pacer over Redis lets it, until its parent tells it to end. */
import { type ChatAdapter, createChat } from '@polychat/core';
import { createRedisPacer, ioredis } from '@polychat/redis';
import { tencentIm } from '@polychat/tencent-im';
import { zim } from '@polychat/zim';
import { Redis } from 'ioredis';

/** What a sender is told. */
export interface SenderOrder {
  readonly redisPort: number;
  readonly vendor: 'zim' | 'tencentIm';
  readonly baseUrl: string;
  readonly app: number;
  readonly secret: string;
  /** Sends that are under way or wait at once. */
  readonly inFlight: number;
}

/** What a sender tells when it has ended. */
export interface SenderResult {
  readonly accepted: number;
  readonly notAccepted: number;
  /** Replies of the vendor that say "too fast". */
  readonly tooFast: number;
  /** Milliseconds of each call, from its start to its reply. */
  readonly roundTrips: readonly number[];
  /** CPU time of its process while it was measured. */
  readonly cpuMicroseconds: number;
}

const dinner = { from: 'ana', to: 'ben', content: { type: 'text', text: 'Dinner is ready' } } as const;

function adapterOf({ vendor, baseUrl, app, secret }: SenderOrder): ChatAdapter {
  if (vendor === 'zim') return zim({ appId: app, serverSecret: secret, baseUrl });
  return tencentIm({ sdkAppId: app, secretKey: secret, adminUserId: 'administrator', baseUrl });
}

process.once('disconnect', () => process.exit());
process.once('message', async (order: SenderOrder) => {
  const client = new Redis({ host: '127.0.0.1', port: order.redisPort });
  const pacer = createRedisPacer({ connection: ioredis(client) });
  const roundTrips: number[] = [];
  let tooFast = 0;
  const chat = createChat(adapterOf(order), {
    pacer,
    hooks: {
      reply: ({ durationMs, problem }) => {
        roundTrips.push(durationMs);
        if (problem === 'rate_limited') tooFast += 1;
      },
    },
  });
  const controller = new AbortController();
  let [accepted, notAccepted] = [0, 0];
  let cpu = process.cpuUsage();
  let cpuMicroseconds = 0;
  process.once('message', () => {
    // What counts begins now.
    [accepted, tooFast] = [0, 0];
    roundTrips.length = 0;
    cpu = process.cpuUsage();
    process.once('message', () => {
      const { user, system } = process.cpuUsage(cpu);
      cpuMicroseconds = user + system;
      controller.abort();
    });
  });
  const send = async () => {
    while (!controller.signal.aborted) {
      try {
        await chat.sendDirect(dinner, { signal: controller.signal });
        accepted += 1;
      } catch {
        if (!controller.signal.aborted) notAccepted += 1;
      }
    }
  };
  await Promise.all(Array.from({ length: order.inFlight }, send));
  await chat.close();
  await pacer.close?.();
  client.disconnect();
  process.send?.({ accepted, notAccepted, tooFast, roundTrips, cpuMicroseconds } satisfies SenderResult);
});
