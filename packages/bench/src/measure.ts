/** What one turn of one client came to. */
export interface Turn {
  readonly requestsPerSecond: number;
  /** Microseconds of CPU time of this process for each message. */
  readonly cpuMicroseconds: number;
}

/** CPU time that this process has used since `start`, all its threads together, in microseconds. */
export function cpuSince(start: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(start);
  return user + system;
}

/** Sends so many messages, a fixed number of them at once, and measures the time and this process's CPU. */
export async function measureTurn(
  send: () => Promise<unknown>,
  messages: number,
  inFlight: number,
): Promise<Turn> {
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
  return { requestsPerSecond: messages / seconds, cpuMicroseconds: cpuSince(cpu) / messages };
}

/** Who comes first changes from turn to turn: each leaves its garbage to the next. */
export function rotate<T>(list: readonly T[], by: number): readonly T[] {
  const start = by % list.length;
  return [...list.slice(start), ...list.slice(0, start)];
}
