import { createChat, type Transport } from '@polychat/core';
import type { Send } from '../clients/bare-clients.ts';
import { measureHeap } from '../heap.ts';
import { measureTurn, rotate } from '../measure.ts';
import { message } from '../message.ts';
import type { Figure, PartReport } from '../report.ts';
import type { Sizes } from '../sizes.ts';
import { estimate, ratios } from '../statistics.ts';
import { type BenchVendor, httpReply, nowhere, vendors } from '../vendors.ts';

const goals: Readonly<Record<string, { readonly cpu: number; readonly heap: number }>> = {
  'Tencent IM': { cpu: 18, heap: 14 },
  ZIM: { cpu: 22, heap: 16 },
};

/** What the engine alone costs for one `sendDirect`: the transport answers at once. */
export async function measureEngine({ messages, rounds }: Sizes): Promise<PartReport> {
  const perTurn = messages;
  const turns = rounds * 3;
  const figures: Figure[] = [];
  for (const vendor of vendors) figures.push(...(await measureVendor(vendor, perTurn, turns)));
  return {
    title: 'The engine alone, with a transport that answers at once',
    method: `one message after the other, ${perTurn} messages a turn, ${turns} turns; hand-written: the same with a fetch that answers at once`,
    figures,
  };
}

async function measureVendor(
  vendor: BenchVendor,
  messages: number,
  turns: number,
): Promise<readonly Figure[]> {
  const reply = httpReply(vendor.reply);
  const transport: Transport = { send: () => Promise.resolve(reply) };
  const chat = createChat(vendor.adapter(), { transport });
  const ways: Readonly<Record<string, Send>> = {
    engine: () => chat.sendDirect(message),
    'hand-written': vendor.handWritten(nowhere, instantFetch(vendor.reply)),
  };
  const cpu: Record<string, number[]> = { engine: [], 'hand-written': [] };
  const heap: Record<string, number[]> = { engine: [], 'hand-written': [] };
  for (let turn = 0; turn <= turns; turn += 1) {
    for (const [name, send] of rotate(Object.entries(ways), turn)) {
      const { cpuMicroseconds } = await measureTurn(send, messages, 1);
      const kilobytes = (await measureHeap(send, Math.ceil(messages / 10))) / 1024;
      // The first turn warms up.
      if (turn === 0) continue;
      cpu[name]?.push(cpuMicroseconds);
      heap[name]?.push(kilobytes);
    }
  }
  await chat.close();
  const { engine = [], 'hand-written': byHand = [] } = cpu;
  const goal = goals[vendor.name];
  return [
    {
      what: `${vendor.name}: engine, CPU of a message`,
      unit: 'µs',
      measured: estimate(engine),
      goal: goal && { is: 'at most', value: goal.cpu },
    },
    {
      what: `${vendor.name}: engine, heap of a message`,
      unit: 'KB',
      measured: estimate(heap.engine ?? []),
      goal: goal && { is: 'at most', value: goal.heap },
    },
    {
      what: `${vendor.name}: hand-written, CPU of a message`,
      unit: 'µs',
      measured: estimate(byHand),
    },
    {
      what: `${vendor.name}: hand-written, heap of a message`,
      unit: 'KB',
      measured: estimate(heap['hand-written'] ?? []),
    },
    {
      what: `${vendor.name}: engine against hand-written, CPU`,
      unit: '',
      measured: estimate(ratios(engine, byHand)),
    },
  ];
}

/** A fetch that costs next to nothing: it makes no `Response`, which is the runtime's and not the caller's work. */
function instantFetch(text: string): typeof fetch {
  return async () => ({ ok: true, status: 200, json: async () => JSON.parse(text) }) as Response;
}
