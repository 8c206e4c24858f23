import { createChat, type Transport } from '@polychat/core';
import { collect } from '../heap.ts';
import { cpuSince } from '../measure.ts';
import { message } from '../message.ts';
import type { Figure, PartReport } from '../report.ts';
import type { Sizes } from '../sizes.ts';
import { estimate } from '../statistics.ts';
import { type BenchVendor, httpReply, vendors } from '../vendors.ts';

const goals: Readonly<Record<string, number>> = { 'Tencent IM': 2, ZIM: 4 };
/** "Flat", in megabytes: how much the heap may grow from a tenth of the recipients to the last. */
const mostGrowth = 1;
const warmUpRecipients = 200_000;
/** The recipients of so many calls come round again and again, so that source and vendor cost next to nothing. */
const callsBeforeRepeat = 50;

/** What `sendBulk` costs for each recipient, and whether its heap stays flat, with a vendor in memory. */
export async function measureBulk({ messages, rounds }: Sizes): Promise<PartReport> {
  const recipients = messages * 100;
  // A million is long enough to need few of them.
  const runs = Math.ceil(rounds / 2);
  const figures: Figure[] = [];
  for (const vendor of vendors) {
    const cpu: number[] = [];
    await sendToMany(vendor, Math.min(recipients, warmUpRecipients));
    for (let run = 0; run < runs; run += 1) {
      const start = process.cpuUsage();
      await sendToMany(vendor, recipients);
      cpu.push(cpuSince(start) / recipients);
    }
    const growth: number[] = [];
    // Apart from the above, since a collection throws away compiled code, too.
    for (let run = 0; run < runs; run += 1) growth.push(await measureGrowth(vendor, recipients));
    figures.push(
      {
        what: `${vendor.name}: sendBulk, CPU of a recipient`,
        unit: 'µs',
        measured: estimate(cpu),
        goal: { is: 'at most', value: goals[vendor.name] ?? Number.NaN },
      },
      {
        what: `${vendor.name}: sendBulk, growth of the heap`,
        unit: 'MB',
        measured: estimate(growth),
        goal: { is: 'at most', value: mostGrowth },
      },
    );
  }
  return {
    title: `sendBulk to ${recipients.toLocaleString('en')} recipients, with a vendor in memory`,
    method: `${runs} sends for the CPU and as many for the heap, every outcome is read. The heap is that after a collection when all are pulled, minus the same at a tenth (or after 100 calls)${recipients < 1e6 ? '. A short form: the goal is for a million' : ''}`,
    figures,
  };
}

/** By how many megabytes the heap has grown from the early look until all are pulled, both after a collection. */
async function measureGrowth(vendor: BenchVendor, count: number): Promise<number> {
  // After a tenth, and not before so many calls that as many as ever are under way.
  const early = Math.max(Math.ceil(count / 10), vendor.recipientsPerCall * 100);
  const heap: number[] = [];
  await sendToMany(vendor, count, (pulled) => {
    if (pulled !== early && pulled !== count) return;
    collect();
    heap.push(process.memoryUsage().heapUsed);
  });
  const [atFirst = Number.NaN, atLast = Number.NaN] = heap;
  return (atLast - atFirst) / 2 ** 20;
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
