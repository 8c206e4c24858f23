import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createEmulator, type Emulator } from '@polychat/emulator';
import { median } from '../statistics.ts';
import { CpuOfRedis } from './cpu-of-redis.ts';
import { mostWithin, rateOf, windowMs } from './rates.ts';
import { startRedis } from './redis-server.ts';
import type { SenderOrder, SenderResult } from './sender.ts';

/** One setting to be measured. */
export interface RunOptions {
  readonly processes: number;
  /** How long the vendor takes to answer, in milliseconds. */
  readonly latencyMs: number;
  /** 20 is ZIM's ceiling in a second, 200 Tencent IM's. */
  readonly perSecond: 20 | 200;
  /** For so many windows it is measured, after those that it takes to begin. */
  readonly windows: number;
}

/** What one setting showed. */
export interface RunResult {
  /** Recipients a second at the vendor. */
  readonly perSecond: number;
  /** The median time from the start of a call to its reply, in milliseconds. */
  readonly roundTripMs: number;
  /** The most calls at the vendor in any second. */
  readonly mostInWindow: number;
  /** Replies of the vendor that say "too fast". */
  readonly tooFast: number;
  /** The most and the fewest calls of a process, as a ratio. */
  readonly fairness: number;
  /** Commands that Redis carried out, a second. */
  readonly commandsPerSecond: number;
  /** CPU time of Redis for one of them, in microseconds. */
  readonly redisMicroseconds: number;
  /** Which part of one core they took: all processes that send, and the one of the emulator. */
  readonly cores: { readonly senders: number; readonly emulator: number };
}

const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Lets processes send to the emulator, whose limits are the vendor's, and reads from it when calls came. */
export async function measureRun(options: RunOptions): Promise<RunResult> {
  const { processes, latencyMs, perSecond, windows } = options;
  const redis = await startRedis();
  const emulator = await createEmulator({
    zim: { users: ['ana', 'ben'] },
    tencentIm: { users: ['ana', 'ben'] },
    maxRequests: 100,
  });
  delayAll(emulator, latencyMs, perSecond * (windows + 10));
  const arrivals: number[] = [];
  emulator.on('request', () => arrivals.push(performance.now()));
  const children = Array.from({ length: processes }, () =>
    fork(join(import.meta.dirname, 'sender.ts'), { serialization: 'advanced' }),
  );
  try {
    const order = orderFor(emulator, redis.port, perSecond);
    for (const child of children) child.send(order);
    // A scope that Redis does not know is full at first.
    while (arrivals.length < 2 * perSecond) await wait(20);
    for (const child of children) child.send('measure');
    const work = await CpuOfRedis.begin(redis.port);
    const from = { at: performance.now(), cpu: process.cpuUsage() };
    await wait(windows * (windowMs + latencyMs));
    const seconds = (performance.now() - from.at) / 1_000;
    const { user, system } = process.cpuUsage(from.cpu);
    const { commands, microseconds } = await work.end();
    const results = await Promise.all(children.map(endOf));
    const refused = results.reduce((sum, { notAccepted }) => sum + notAccepted, 0);
    if (refused > 0) throw new Error(`${refused} messages were not accepted`);
    const counts = results.map(({ accepted }) => accepted);
    return {
      perSecond: rateOf(arrivals.slice(perSecond), perSecond),
      roundTripMs: median(results.flatMap(({ roundTrips }) => roundTrips)),
      mostInWindow: mostWithin(arrivals),
      tooFast: results.reduce((sum, { tooFast }) => sum + tooFast, 0),
      fairness: Math.max(...counts) / Math.min(...counts),
      commandsPerSecond: commands / seconds,
      redisMicroseconds: microseconds / commands,
      cores: {
        senders: results.reduce((sum, { cpuMicroseconds }) => sum + cpuMicroseconds, 0) / seconds / 1_000_000,
        emulator: (user + system) / seconds / 1_000_000,
      },
    };
  } finally {
    for (const child of children) child.kill();
    await emulator.close();
    await redis.stop();
  }
}

/** By turns the vendor takes its time before it looks at a call, and after. */
function delayAll(emulator: Emulator, milliseconds: number, calls: number): void {
  for (let call = 0; call < calls; call += 1) {
    emulator.fail({ fault: { kind: 'delay', milliseconds, when: call % 2 === 0 ? 'before' : 'after' } });
  }
}

function orderFor({ zim, tencentIm }: Emulator, redisPort: number, perSecond: 20 | 200): SenderOrder {
  const inFlight = 1.5 * perSecond;
  if (perSecond === 20) {
    const { appId, serverSecret, baseUrl } = zim;
    return { redisPort, vendor: 'zim', baseUrl, app: appId, secret: serverSecret, inFlight };
  }
  const { sdkAppId, secretKey, baseUrl } = tencentIm;
  return { redisPort, vendor: 'tencentIm', baseUrl, app: sdkAppId, secret: secretKey, inFlight };
}

async function endOf(child: ChildProcess): Promise<SenderResult> {
  const result = Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code]) => {
      throw new Error(`a sender ended with ${code}`);
    }),
  ]);
  child.send('end');
  return (await result)[0];
}
