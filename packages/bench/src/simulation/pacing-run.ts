import type { Limit, Pacer } from '@polychat/core';
import { createRedisPacer } from '@polychat/redis';
import { CpuOfRedis } from '../redis/cpu-of-redis.ts';
import { mostWithin, rateOf, windowMs } from '../redis/rates.ts';
import { randomFrom } from './random.ts';
import type { SimulatedRedis } from './simulated-redis.ts';

/** Processes that make calls for one app as fast as the pacer lets them. */
interface PacingOptions {
  readonly processes: number;
  /** Sends of each process that want to go at once: chunks of campaigns. */
  readonly sends: number;
  /** Calls of one send that wait or are under way: the chat's `maxInFlight`. */
  readonly inFlight: number;
  /** Calls that the vendor takes in a second. */
  readonly perSecond: number;
  /** How long the vendor takes to answer, in milliseconds. */
  readonly vendorMs: number;
  /** CPU time of a process for one call, in milliseconds: its calls leave one after the other. */
  readonly callMs: number;
  /** How long Redis is away, there and back, in milliseconds. */
  readonly redisMs: number;
  /** For so many seconds it is measured. */
  readonly seconds: number;
  /** So many of the processes die when the measuring begins. */
  readonly deaths?: number;
  readonly seed?: number;
}

/** What it came to. */
interface PacingFigures {
  /** Calls a second at the vendor. */
  readonly callsPerSecond: number;
  /** That, in parts of limit × window / (window + round trip). */
  readonly reached: number;
  /** Commands a second that Redis carried out. */
  readonly roundTripsPerSecond: number;
  /** CPU time of Redis for one of them, in microseconds. */
  readonly redisMicroseconds: number;
  /** The most and the fewest calls of a process that lives, as a ratio. */
  readonly mostToFewest: number;
  /** The most calls at the vendor in any window. */
  readonly mostInWindow: number;
  /** By process, when its calls came to the vendor, in milliseconds from when the measuring began. */
  readonly arrivals: readonly (readonly number[])[];
}

/** How long a call may take at most. */
const holdMs = 10_000;
/** After a scope that nobody knows has had its window, and turns have been taken for a while. */
const beginsAfterMs = 4_000;
let runs = 0;

/** Lets processes make calls in simulated time, with the real pacer and the real script, and looks at vendor and Redis. */
export async function runPacing(redis: SimulatedRedis, options: PacingOptions): Promise<PacingFigures> {
  const {
    processes,
    sends,
    inFlight,
    perSecond,
    vendorMs,
    callMs,
    redisMs,
    seconds,
    deaths = 0,
    seed = 1,
  } = options;
  const { clock } = redis;
  const random = randomFrom(seed);
  // Half as much and half as much again, so that nothing stays in step by chance.
  const about = (milliseconds: number) => milliseconds * (0.5 + random());
  runs += 1;
  const scope = `run ${runs}`;
  const limit: Limit = {
    name: 'calls',
    capacity: perSecond,
    windowMs,
    kind: 'rate',
    countedBy: 'app',
    source: '',
  };
  const costs = [{ limit, units: 1, counter: 'calls' }];
  // Calls come in bursts: another seed looks at another moment of one.
  const begin = clock.monotonic() + beginsAfterMs + 170 * (seed - 1);
  const arrivals: number[][] = Array.from({ length: processes }, () => []);
  /** By process, when it has done what it is doing. */
  const freeAt: number[] = [];
  const dead = new Set<number>();
  let isOver = false;
  const wait = (milliseconds: number) =>
    new Promise<void>((resolve) => void clock.schedule(resolve, milliseconds));

  const call = async (process: number, pacer: Pacer, sendId: string): Promise<void> => {
    while (!isOver) {
      const answer = await pacer.acquire({ scope, costs, sendId, holdMs });
      if (answer === 'aborted' || !('settle' in answer) || dead.has(process)) return;
      const leavesAt = Math.max(clock.monotonic(), freeAt[process] ?? 0) + callMs;
      freeAt[process] = leavesAt;
      const there = about(vendorMs / 2);
      await wait(leavesAt - clock.monotonic() + there);
      arrivals[process]?.push(clock.monotonic() - begin);
      await wait(about(vendorMs / 2));
      // Who has died settles nothing.
      if (dead.has(process)) return;
      answer.settle({ how: 'replied' });
    }
  };
  const pacers = Array.from({ length: processes }, (_, process) => {
    const connection = redis.connect(() => about(redisMs / 2));
    const pacer = createRedisPacer({
      connection: {
        send: (command) => (dead.has(process) ? new Promise(() => {}) : connection.send(command)),
      },
      clock,
      prefix: 'simulation',
    });
    for (let send = 0; send < sends; send += 1) {
      for (let place = 0; place < inFlight; place += 1) void call(process, pacer, `${process} ${send}`);
    }
    return pacer;
  });
  await clock.runUntil(begin);
  for (let process = 0; process < deaths; process += 1) dead.add(process);
  const work = await CpuOfRedis.begin(redis.port);
  await clock.runUntil(begin + seconds * 1_000);
  const { commands, microseconds } = await work.end();
  isOver = true;
  const closing = Promise.all(
    pacers.filter((_, process) => !dead.has(process)).map((pacer) => pacer.close?.()),
  );
  await clock.runUntil(begin + seconds * 1_000 + 2 * redisMs + vendorMs);
  await closing;
  return figuresOf({ arrivals, commands, microseconds, dead, ...options });
}

interface Seen extends Omit<PacingOptions, 'deaths'> {
  readonly arrivals: readonly (readonly number[])[];
  readonly commands: number;
  readonly microseconds: number;
  readonly dead: ReadonlySet<number>;
}

function figuresOf({ arrivals, commands, microseconds, dead, ...options }: Seen): PacingFigures {
  const { seconds, perSecond, vendorMs } = options;
  const measured = arrivals.map((times) => times.filter((at) => at >= 0 && at < seconds * 1_000));
  const all = arrivals.flat().toSorted((one, other) => one - other);
  const callsPerSecond = rateOf(
    all.filter((at) => at >= 0 && at < seconds * 1_000),
    perSecond,
  );
  const counts = measured.filter((_, process) => !dead.has(process)).map(({ length }) => length);
  return {
    callsPerSecond,
    reached: callsPerSecond / ((perSecond * windowMs) / (windowMs + vendorMs)),
    roundTripsPerSecond: commands / seconds,
    redisMicroseconds: microseconds / commands,
    mostToFewest: Math.max(...counts) / Math.min(...counts),
    mostInWindow: mostWithin(all),
    arrivals: measured,
  };
}
