import { setTimeout as pause } from 'node:timers/promises';
import {
  createEmulator,
  type Emulator,
  type FaultRule,
  type InboxMessage,
  type Vendor,
} from '@polychat/emulator';
import { randomOf } from '../random.ts';
import { everyFault, kindOf, longestDelayMs, nameOf, strikesAnybody } from './every-fault.ts';
import { faultsOf, noChaosFaults, type SendFaults } from './judge.ts';
import { openSenders, type Sender } from './senders.ts';

export interface ChaosReport {
  readonly seed: number;
  readonly sends: number;
  readonly recipients: number;
  readonly accepted: number;
  readonly failed: number;
  readonly unconfirmed: number;
  /** How often each fault struck a call. */
  readonly struck: ReadonlyMap<string, number>;
  /** Of each send with a fault of ours, what it was; must be empty. */
  readonly wrong: readonly { readonly send: string; readonly faults: SendFaults }[];
}

interface MadeSend extends Pick<PlannedSend, 'name' | 'recipients' | 'text'> {
  readonly outcomes: Awaited<ReturnType<Sender['send']>>;
}

/** So many sends are under way at once, each with recipients of its own, so that none meets another's faults. */
const atOnce = 50;
const mostRecipients = 60;
const vendors: readonly Vendor[] = ['zim', 'tencentIm'];

/**
 * Sends in every way, while everything goes wrong that the emulator can have go wrong, and compares what is said of each
 * recipient with the inboxes. What a send meets depends on the seed and its number alone.
 */
export async function runChaos(
  sends: number,
  seed: number,
  onProgress?: (done: number) => void,
): Promise<ChaosReport> {
  const groups = Array.from({ length: atOnce }, (_, group) =>
    Array.from({ length: mostRecipients }, (_, index) => `user-${group}-${index}`),
  );
  const users = ['sender', ...groups.flat()];
  const unlimited = Number.POSITIVE_INFINITY;
  const emulator = await createEmulator({
    zim: { users, rates: { calls: unlimited } },
    tencentIm: { users, limits: { callsPerSecond: unlimited, batchRecipientsPerMinute: unlimited } },
    maxMessages: 200_000,
    maxRequests: 100_000,
    maxRecordedBytes: 200_000_000,
  });
  const senders = await openSenders(emulator);
  const struck = new Map<string, number>();
  const wrong: ChaosReport['wrong'][number][] = [];
  const bySend = new Map<string, MadeSend>();
  const total = { recipients: 0, accepted: 0, failed: 0, unconfirmed: 0 };
  try {
    for (let first = 0; first < sends; first += atOnce) {
      const wave = groups
        .slice(0, Math.min(atOnce, sends - first))
        .map((group, place) => planSend(first + place, group, seed, senders.all));
      const made = await makeSends(wave, emulator);
      // What comes late has come by then, and what was not met strikes nobody else.
      await pause(longestDelayMs + 100);
      for (const { faults } of emulator.requests) {
        for (const fault of faults ?? []) struck.set(kindOf(fault), (struck.get(kindOf(fault)) ?? 0) + 1);
      }
      for (const send of made) bySend.set(send.text, send);
      // What comes later still, from a call that was given up, stands in an inbox of the wave after.
      for (const [late, userId] of lateCopies(emulator, groups, made)) {
        const { name, outcomes } = bySend.get(late) ?? { name: late, outcomes: [] };
        const isFailed = outcomes.some((outcome) => outcome.userId === userId && outcome.status === 'failed');
        if (isFailed) wrong.push({ send: name, faults: { ...noChaosFaults, failedWith: [userId] } });
      }
      for (const { name, recipients, outcomes, text } of made) {
        const faults = faultsOf(recipients, outcomes, (userId) => copiesOf(emulator, userId, text));
        if (JSON.stringify(faults) !== JSON.stringify(noChaosFaults)) wrong.push({ send: name, faults });
        total.recipients += recipients.length;
        for (const { status } of outcomes) total[status] += 1;
      }
      emulator.reset();
      onProgress?.(first + wave.length);
    }
  } finally {
    await senders.close();
    await emulator.close();
  }
  return { seed, sends, ...total, struck, wrong };
}

/** How many copies of a send somebody has: its text is its own. */
function copiesOf(emulator: Emulator, userId: string, text: string): number {
  return emulator.inbox(userId).filter((message) => textOf(message) === text).length;
}

/** The copies that are there of sends of earlier waves: the send's text, and whose they are. */
function lateCopies(
  emulator: Emulator,
  groups: readonly (readonly string[])[],
  made: readonly MadeSend[],
): readonly (readonly [string, string])[] {
  const texts = new Set(made.map(({ text }) => text));
  return groups.flat().flatMap((userId) =>
    emulator
      .inbox(userId)
      .map(textOf)
      .filter((text) => !texts.has(text))
      .map((text) => [text, userId] as const),
  );
}

function textOf({ content }: InboxMessage): string {
  return JSON.stringify(content).match(/"(?:Message|Text)":"([^"]*)"/)?.[1] ?? '';
}

interface PlannedSend {
  readonly name: string;
  readonly sender: Sender;
  readonly recipients: readonly string[];
  readonly text: string;
  readonly rules: readonly FaultRule[];
}

/** What the send with this number is, and what goes wrong with it. */
function planSend(
  number: number,
  group: readonly string[],
  seed: number,
  senders: readonly Sender[],
): PlannedSend {
  const random = randomOf(seed * 1_000_003 + number);
  const sender = random.one(...senders);
  const recipients = group.slice(0, random.one(1, 1, 2, 5, 12, mostRecipients));
  // Somebody whom the vendor does not know.
  if (random.often(0.1)) recipients[recipients.length - 1] = `nobody-${number}`;
  const { ofCalls, ofRecipients } = everyFault(sender.vendor);
  const [scoped, unscoped] = [false, true].map((is) =>
    ofCalls.filter((fault) => strikesAnybody(fault) === is),
  );
  const rules = Array.from({ length: random.one(0, 1, 1, 2, 3, 5) }, (): FaultRule => {
    const rule = { vendor: sender.vendor, times: random.one(1, 1, 1, 2, 3) };
    const draw = random.next();
    if (draw < 0.03) return { ...rule, fault: random.one(...(unscoped ?? [])) };
    const fault = draw < 0.3 ? random.one(...ofRecipients) : random.one(...(scoped ?? []));
    return { ...rule, recipient: random.one(...recipients), fault };
  });
  const faults = rules.map(({ fault, times }) => `${times} x ${nameOf(fault)}`).join(', ');
  const name = `send ${number} (${sender.name}; ${recipients.length} recipients; ${faults})`;
  return { name, sender, recipients, text: `${seed} ${number}`, rules };
}

async function makeSend(planned: PlannedSend, emulator: Emulator): Promise<MadeSend> {
  const { sender, recipients, text, rules } = planned;
  for (const rule of rules) emulator.fail(rule);
  return { ...planned, outcomes: await sender.send(recipients, text) };
}

/** Makes the sends of a wave together, and after them those alone whose faults could strike another. */
async function makeSends(wave: readonly PlannedSend[], emulator: Emulator): Promise<readonly MadeSend[]> {
  const isAlone = ({ rules }: PlannedSend) => rules.some(({ fault }) => strikesAnybody(fault));
  const made = await Promise.all(
    wave.filter((send) => !isAlone(send)).map((send) => makeSend(send, emulator)),
  );
  for (const send of wave.filter(isAlone)) {
    made.push(await makeSend(send, emulator));
    for (const { id } of emulator.faults) emulator.cancelFault(id);
  }
  return made;
}

/** All kinds of faults that can strike. */
export function allFaults(): readonly string[] {
  const names = vendors.flatMap((vendor) => {
    const { ofCalls, ofRecipients } = everyFault(vendor);
    return [...ofCalls, ...ofRecipients].map(kindOf);
  });
  return [...new Set(names)];
}
