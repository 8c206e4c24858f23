import { createChat, type Transport } from '@polychat/core';
import { collect } from '../heap.ts';
import { cpuSince } from '../measure.ts';
import { message } from '../message.ts';
import type { Figure, PartReport } from '../report.ts';
import type { Sizes } from '../sizes.ts';
import { estimate } from '../statistics.ts';
import { type BenchVendor, httpReply, vendors } from '../vendors.ts';

const goals: Readonly<Record<string, number>> = { 'Tencent IM': 2, ZIM: 4 };
/** "Flat", in megabytes: how much more the heap may hold at the end than after a tenth. */
const mostGrowth = 1;
/** The recipients of so many calls come round again and again, so that source and vendor cost next to nothing. */
const callsBeforeRepeat = 50;

/** What `sendBulk` costs for each recipient, and whether its heap stays flat, with a vendor in memory. */
export async function measureBulk({ messages, rounds }: Sizes): Promise<PartReport> {
  const recipients = messages * 200;
  const figures: Figure[] = [];
  for (const vendor of vendors) {
    await sendToMany(vendor, Math.ceil(recipients / 5));
    const cpu: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const start = process.cpuUsage();
      await sendToMany(vendor, recipients);
      cpu.push(cpuSince(start) / recipients);
    }
    figures.push(
      {
        what: `${vendor.name}: sendBulk, CPU of a recipient`,
        unit: 'µs',
        measured: estimate(cpu),
        goal: { is: 'at most', value: goals[vendor.name] ?? Number.NaN },
      },
      {
        what: `${vendor.name}: sendBulk, heap at the end minus heap at a tenth`,
        unit: 'MB',
        measured: estimate([await measureGrowth(vendor, recipients)]),
        goal: { is: 'at most', value: mostGrowth },
      },
    );
  }
  return {
    title: `sendBulk to ${recipients.toLocaleString('en')} recipients, with a vendor in memory`,
    method: `${rounds} sends; every outcome is read${recipients < 1e6 ? '; short form, less than the million of the goal' : ''}`,
    figures,
  };
}

/** By how many megabytes the heap has grown between a tenth and the end, both after a collection. */
async function measureGrowth(vendor: BenchVendor, recipients: number): Promise<number> {
  const heap: number[] = [];
  await sendToMany(vendor, recipients, (pulled) => {
    if (pulled !== Math.ceil(recipients / 10) && pulled !== recipients) return;
    collect();
    heap.push(process.memoryUsage().heapUsed);
  });
  const [early = Number.NaN, late = Number.NaN] = heap;
  return (late - early) / 2 ** 20;
}

/** Sends to so many recipients and reads every outcome. Throws unless everybody was accepted. */
async function sendToMany(
  vendor: BenchVendor,
  count: number,
  onPulled?: (pulled: number) => void,
): Promise<void> {
  const { from, content } = message;
  const ids = userIds(vendor);
  function* source() {
    for (let pulled = 1; pulled <= count; pulled += 1) {
      yield ids[(pulled - 1) % ids.length] ?? '';
      onPulled?.(pulled);
    }
  }
  const chat = createChat(vendor.adapter(), { transport: vendorInMemory(vendor, ids) });
  const bulk = chat.sendBulk({ from, content }, source());
  let read = 0;
  for await (const outcomes of bulk) read += outcomes.length;
  const { accepted } = await bulk.summary();
  await chat.close();
  if (accepted !== count || read !== count)
    throw new Error(`${accepted} of ${count} were accepted, ${read} read`);
}

function userIds({ recipientsPerCall }: BenchVendor): readonly string[] {
  return Array.from({ length: recipientsPerCall * callsBeforeRepeat }, (_, index) => `user-${index}`);
}

/** Finds the reply, made beforehand, by the first recipient that a request names. */
function vendorInMemory(vendor: BenchVendor, ids: readonly string[]): Transport {
  const { recipientsPerCall, replyTo } = vendor;
  const replies = Array.from({ length: callsBeforeRepeat }, (_, call) =>
    httpReply(replyTo(ids.slice(call * recipientsPerCall, (call + 1) * recipientsPerCall))),
  );
  return {
    async send({ body = '' }) {
      const first = Number(/"user-(\d+)"/.exec(body)?.[1]);
      const reply = replies[Math.floor(first / recipientsPerCall)];
      return reply ?? { fault: 'unknown', reason: 'network' };
    },
  };
}
