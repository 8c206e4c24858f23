/** What one round of one client came to. */
export interface Round {
  readonly requestsPerSecond: number;
  /** Microseconds of CPU time of this process for each message. */
  readonly cpuMicroseconds: number;
}

/** Sends so many messages, a fixed number of them at once, and measures the time and this process's CPU. */
export async function measureRound(
  send: () => Promise<unknown>,
  messages: number,
  inFlight: number,
): Promise<Round> {
  let left = messages;
  const worker = async () => {
    while (left > 0) {
      left -= 1;
      await send();
    }
  };
  const cpu = process.cpuUsage();
  const start = performance.now();
  await Promise.all(Array.from({ length: inFlight }, worker));
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  return { requestsPerSecond: messages / seconds, cpuMicroseconds: (user + system) / messages };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
