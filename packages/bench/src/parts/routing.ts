import { type Chat, createChat } from '@polychat/core';
import { routeBy } from '@polychat/routing';
import { collect } from '../heap.ts';
import { cpuSince, rotate } from '../measure.ts';
import { message } from '../message.ts';
import type { Figure, PartReport } from '../report.ts';
import type { Sizes } from '../sizes.ts';
import { estimate } from '../statistics.ts';
import { type BenchVendor, httpReply, vendors } from '../vendors.ts';

/** What `routeBy` may add for each recipient, in microseconds of CPU time. */
const mostAdded = 1;
/** "Flat", in megabytes: how much the heap may grow from a tenth of a stream to its end. */
const mostGrowth = 1;
const names = ['north', 'south'] as const;
/** When the heap is looked at: after these parts of a stream. */
const looks = [0.1, 0.4, 0.7, 1];

type Send = (chat: Chat, userIds: readonly string[]) => Promise<number>;

const ways: Readonly<Record<string, Send>> = {
  async stream(chat, userIds) {
    const bulk = chat.sendBulk(fields, userIds);
    let read = 0;
    for await (const outcomes of bulk) read += outcomes.length;
    const { accepted } = await bulk.summary();
    return Math.min(read, accepted);
  },
  list: async (chat, userIds) => (await chat.sendDirect({ ...fields, to: userIds })).accepted.length,
};

const { to: _to, ...fields } = message;

/** What `routeBy` adds to a stream and to a list, with a vendor in memory, and whether the heap stays flat. */
export async function measureRouting({ messages, rounds }: Sizes): Promise<PartReport> {
  const [vendor] = vendors;
  if (!vendor) throw new Error('there is no vendor');
  const recipients = messages * 10;
  const userIds = Array.from({ length: recipients }, (_, index) => `user-${index}`);
  const figures: Figure[] = [];
  for (const [name, send] of Object.entries(ways)) {
    figures.push(...(await measureWay(vendor, name, send, userIds, rounds)));
  }
  const many = messages * 100;
  const growth: number[] = [];
  for (let run = 0; run < Math.ceil(rounds / 2); run += 1) growth.push(await measureGrowth(vendor, many));
  figures.push({
    what: `stream to ${many.toLocaleString('en')} through routeBy, growth of the heap`,
    unit: 'MB',
    measured: estimate(growth),
    goal: { is: 'at most', value: mostGrowth },
  });
  return {
    title: `routeBy to two chats, ${recipients.toLocaleString('en')} recipients, with a vendor in memory`,
    method: `${rounds} turns, each with and without routeBy; every outcome is read. What is added is taken within a turn. The heap is the largest of those after a collection at 40, 70 and 100 % of a stream, minus that at 10 %`,
    figures,
  };
}

/** Sends to everybody through one chat, and through two that `routeBy` chooses between. */
async function measureWay(
  vendor: BenchVendor,
  name: string,
  send: Send,
  userIds: readonly string[],
  rounds: number,
): Promise<readonly Figure[]> {
  const chats = { without: inMemory(vendor, 'one', userIds.length), with: routed(vendor, userIds.length) };
  const cpu: Record<keyof typeof chats, number[]> = { without: [], with: [] };
  // The first turns are for the runtime, which compiles what is used.
  for (let turn = -3; turn < rounds; turn += 1) {
    for (const [way, chat] of rotate(Object.entries(chats), turn + 3)) {
      const start = process.cpuUsage();
      const accepted = await send(chat, userIds);
      const microseconds = cpuSince(start) / userIds.length;
      if (accepted !== userIds.length) throw new Error(`${accepted} of ${userIds.length} were accepted`);
      if (turn >= 0) cpu[way as keyof typeof chats].push(microseconds);
    }
  }
  await chats.without.close();
  await chats.with.close();
  const added = cpu.with.map((microseconds, turn) => microseconds - (cpu.without[turn] ?? Number.NaN));
  return [
    { what: `${name}, one chat, CPU of a recipient`, unit: 'µs', measured: estimate(cpu.without) },
    { what: `${name}, routeBy, CPU of a recipient`, unit: 'µs', measured: estimate(cpu.with) },
    {
      what: `${name}, added by routeBy`,
      unit: 'µs',
      measured: estimate(added),
      goal: { is: 'at most', value: mostAdded },
    },
  ];
}

/** By how many megabytes the heap grows between a tenth of a stream and any later look. */
async function measureGrowth(vendor: BenchVendor, count: number): Promise<number> {
  const heap: number[] = [];
  const at = new Set(looks.map((part) => Math.ceil(count * part)));
  function* source() {
    for (let pulled = 1; pulled <= count; pulled += 1) {
      yield `user-${pulled}`;
      if (!at.has(pulled)) continue;
      collect();
      heap.push(process.memoryUsage().heapUsed);
    }
  }
  const chat = routed(vendor, count);
  const bulk = chat.sendBulk(fields, source());
  for await (const _ of bulk);
  const { accepted } = await bulk.summary();
  await chat.close();
  if (accepted !== count) throw new Error(`${accepted} of ${count} were accepted`);
  const [first = Number.NaN, ...later] = heap;
  return (Math.max(...later) - first) / 2 ** 20;
}

function routed(vendor: BenchVendor, maxRecipients: number): Chat {
  const chats = names.map((name) => inMemory(vendor, name, maxRecipients));
  const last = (userId: string) => userId.charCodeAt(userId.length - 1);
  return routeBy((userId) => names[last(userId) % 2], chats, { maxRecipients });
}

/** A chat whose vendor accepts everybody at once. */
function inMemory(vendor: BenchVendor, name: string, maxRecipients: number): Chat {
  const reply = httpReply(vendor.reply);
  return createChat(vendor.adapter(), { name, maxRecipients, transport: { send: async () => reply } });
}
