import type { Send } from '../clients/bare-clients.ts';
import { measureHeap } from '../heap.ts';
import { measureTurn, rotate } from '../measure.ts';
import { message } from '../message.ts';
import type { Figure, PartReport } from '../report.ts';
import { type Sizes, within } from '../sizes.ts';
import { estimate, ratios } from '../statistics.ts';
import { type BenchVendor, vendors } from '../vendors.ts';
import { instantChat, instantHandWritten, warmUp } from '../warm-up.ts';

const goals: Readonly<Record<string, { readonly cpu: number; readonly heap: number }>> = {
  'Tencent IM': { cpu: 18, heap: 14 },
  ZIM: { cpu: 22, heap: 16 },
};

/** What the engine alone costs for one `sendDirect`: the transport answers at once. */
export async function measureEngine({ messages, rounds }: Sizes): Promise<PartReport> {
  const perTurn = within(1000, messages, 3000);
  const turns = rounds * 2;
  const figures: Figure[] = [];
  for (const vendor of vendors) figures.push(...(await measureVendor(vendor, perTurn, turns)));
  return {
    title: 'The engine alone, with a transport that answers at once',
    method: `one message after the other, ${perTurn} messages a turn, ${turns} turns; hand-written: code for this one purpose, with a fetch that answers at once`,
    figures,
  };
}

async function measureVendor(
  vendor: BenchVendor,
  messages: number,
  turns: number,
): Promise<readonly Figure[]> {
  await warmUp(vendor);
  const chat = instantChat(vendor);
  const ways: Readonly<Record<string, Send>> = {
    engine: () => chat.sendDirect(message),
    'hand-written': instantHandWritten(vendor),
  };
  const cpu: Record<string, number[]> = { engine: [], 'hand-written': [] };
  const heap: Record<string, number[]> = { engine: [], 'hand-written': [] };
  for (let turn = 0; turn < turns; turn += 1) {
    for (const [name, send] of rotate(Object.entries(ways), turn)) {
      const { cpuMicroseconds } = await measureTurn(send, messages, 1);
      const kilobytes = (await measureHeap(send, Math.ceil(messages / 10))) / 1024;
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
