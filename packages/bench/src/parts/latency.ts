import { setTimeout as sleep } from 'node:timers/promises';
import { createChat, createKyTransport } from '@polychat/core';
import { captureRequest } from '../capture.ts';
import type { Send } from '../clients/bare-clients.ts';
import { transportAlone } from '../clients/transport-alone.ts';
import { message } from '../message.ts';
import type { Figure, PartReport } from '../report.ts';
import { startServer } from '../server.ts';
import { type Sizes, within } from '../sizes.ts';
import { estimate, median } from '../statistics.ts';
import { vendors } from '../vendors.ts';
import { warmUp } from '../warm-up.ts';

const perSecond = 300;

/**
 * What `sendDirect` adds to the median latency of its transport. Requests leave at a fixed rate, whether or not
 * earlier ones are back; every second one goes through `sendDirect`, the others are handed to the same transport.
 */
export async function measureLatency({ messages, rounds }: Sizes): Promise<PartReport> {
  const server = await startServer();
  const transport = createKyTransport();
  const requests = within(200, messages / 10, 600);
  const figures: Figure[] = [];
  for (const vendor of vendors) {
    await warmUp(vendor);
    const chat = createChat(vendor.adapter(server.url), { transport });
    const request = await captureRequest(vendor, server.url);
    const ways: readonly [Send, Send] = [transportAlone(transport, request), () => chat.sendDirect(message)];
    const bare: number[] = [];
    const added: number[] = [];
    for (let round = 0; round <= rounds; round += 1) {
      const [alone, through] = await sendAtRate(ways, requests);
      // The first round warms up.
      if (round === 0) continue;
      bare.push(median(alone));
      added.push(median(through) - median(alone));
    }
    await chat.close();
    figures.push(
      { what: `${vendor.name}: transport alone, median latency`, unit: 'ms', measured: estimate(bare) },
      {
        what: `${vendor.name}: added by sendDirect`,
        unit: 'ms',
        measured: estimate(added),
        goal: { is: 'at most', value: 0.1 },
      },
    );
  }
  server.stop();
  return {
    title: `Latency over loopback at ${perSecond} requests/s`,
    method: `${requests} requests a round, ${rounds} rounds; every second request through sendDirect`,
    figures,
  };
}

/** Sends by turns in either way, at the fixed rate; milliseconds of each request, by way. */
async function sendAtRate(
  ways: readonly [Send, Send],
  requests: number,
): Promise<readonly [readonly number[], readonly number[]]> {
  const latencies: readonly [number[], number[]] = [[], []];
  const underWay: Promise<void>[] = [];
  const time = async (way: 0 | 1) => {
    const start = performance.now();
    await ways[way]();
    latencies[way].push(performance.now() - start);
  };
  const start = performance.now();
  for (let sent = 0; sent < requests; sent += 1) {
    const wait = start + (sent * 1000) / perSecond - performance.now();
    if (wait > 0) await sleep(wait);
    underWay.push(time(sent % 2 === 0 ? 0 : 1));
  }
  await Promise.all(underWay);
  return latencies;
}
