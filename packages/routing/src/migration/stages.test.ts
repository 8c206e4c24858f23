import { describe, expect, test } from 'vitest';
import { conversationKinds, outcomeOf, sendTo } from '../testing/conversations.ts';
import { readAll } from '../testing/failing-vendors.ts';
import { type CallFate, hello } from '../testing/inbox-vendor.ts';
import {
  migratingVendors,
  missingOf,
  receiptOfList,
  shownOutcomes,
  shownReceipt,
} from '../testing/migrating-vendors.ts';
import type { MigrationStage } from './stage.ts';

interface Case {
  readonly stage: MigrationStage;
  readonly authority: CallFate;
  readonly other: CallFate;
  /** What the caller hears. */
  readonly answer: string;
  /** How many messages bob has: at the old vendor, at the new one. */
  readonly inboxes: readonly [number, number];
  readonly missing: readonly string[];
}

const oldFirst = ['dualwrite', 'shadow'] as const;
const newFirst = ['live', 'rampdown'] as const;

const alone: readonly Case[] = (
  ['answered', 'not_sent', 'unknown', 'unavailable', 'forbidden'] as const
).flatMap((authority) =>
  (['off', 'complete'] as const).map((stage) => ({
    stage,
    authority,
    other: 'answered' as const,
    answer: answerOf(authority, stage === 'off' ? 'old' : 'young'),
    inboxes: placed(stage === 'off', [arrives(authority), 0]),
    missing: [],
  })),
);

const twice: readonly Case[] = [...oldFirst, ...newFirst].flatMap((stage) => {
  const isOldFirst = oldFirst.includes(stage as 'shadow');
  const [first, second] = isOldFirst ? ['old', 'young'] : ['young', 'old'];
  return (['answered', 'not_sent', 'unknown', 'unavailable', 'forbidden'] as const).flatMap((authority) =>
    (['answered', 'not_sent', 'unknown', 'unavailable', 'forbidden'] as const).map((other) => {
      const isWritten = authority === 'answered' || authority === 'unknown';
      return {
        stage,
        authority,
        other,
        answer: answerOf(authority, first ?? ''),
        inboxes: placed(isOldFirst, [arrives(authority), isWritten ? arrives(other) : 0]),
        missing: isWritten ? missingAt(second ?? '', other) : [],
      };
    }),
  );
});

function answerOf(fate: CallFate, via: string): string {
  const answers: Record<string, string> = {
    answered: `bob accepted ${via}`,
    not_sent: `bob failed ${via} network`,
    unknown: `bob unconfirmed ${via} network`,
    unavailable: `bob failed ${via} vendor_unavailable`,
    forbidden: `bob failed ${via} permission_denied`,
  };
  return answers[fate] ?? fate;
}

function arrives(fate: CallFate): number {
  return fate === 'answered' || fate === 'unknown' ? 1 : 0;
}

function placed(isOldFirst: boolean, [first, second]: readonly [number, number]): readonly [number, number] {
  return isOldFirst ? [first, second] : [second, first];
}

function missingAt(via: string, fate: CallFate): readonly string[] {
  const reasons: Record<string, readonly string[]> = {
    answered: [],
    not_sent: [`bob ${via} failed network`],
    unknown: [`bob ${via} unconfirmed network`],
    unavailable: [`bob ${via} failed vendor_unavailable`],
    forbidden: [`bob ${via} failed permission_denied`],
  };
  return reasons[fate] ?? [];
}

function vendorsOf({ stage, authority, other }: Case) {
  const isOldFirst = ['off', 'dualwrite', 'shadow'].includes(stage);
  const fateOf = (fate: CallFate) => ({ callFate: () => fate });
  return migratingVendors({
    old: fateOf(isOldFirst ? authority : other),
    young: fateOf(isOldFirst ? other : authority),
    options: { stage },
  });
}

describe('a list', () => {
  test.each([...alone, ...twice])(
    'in the stage $stage, $authority at the authority and $other at the other: $answer, $inboxes, $missing',
    async (one) => {
      const { chat, clock, old, young } = vendorsOf(one);
      const receipt = await clock.finish(receiptOfList(chat.sendDirect({ ...hello, to: ['bob'] })));
      expect(shownReceipt(receipt)).toEqual([one.answer]);
      await clock.finish(chat.drain());
      expect([old.inbox('bob').length, young.inbox('bob').length]).toEqual(one.inboxes);
      expect(await missingOf(chat)).toEqual(one.missing);
    },
  );
});

describe('a stream', () => {
  test.each([...alone, ...twice])(
    'in the stage $stage, $authority at the authority and $other at the other: $answer, $inboxes, $missing',
    async (one) => {
      const { chat, clock, old, young } = vendorsOf(one);
      const outcomes = await clock.finish(readAll(chat.deliver(hello, ['bob'])));
      expect(shownOutcomes(outcomes)).toEqual([one.answer]);
      await clock.finish(chat.drain());
      expect([old.inbox('bob').length, young.inbox('bob').length]).toEqual(one.inboxes);
      expect(await missingOf(chat)).toEqual(one.missing);
    },
  );
});

describe('a broadcast', () => {
  test.each([...alone, ...twice])(
    'in the stage $stage, $authority at the authority and $other at the other',
    async (one) => {
      const { chat, clock, old, young } = vendorsOf(one);
      const sending = chat.broadcast({ ...hello, audience: 'online' });
      const taken = await clock.finish(
        sending.then(
          ({ results }) => results.map(({ via }) => `bob accepted ${via}`),
          ({ code, effect }) => [effect === 'unknown' ? 'unconfirmed' : 'failed', code],
        ),
      );
      const [, status, via, code] = one.answer.split(' ');
      expect(taken).toEqual(code ? [status, code] : [`bob accepted ${via}`]);
      await clock.finish(chat.drain());
      const count = ({ posted }: typeof old) =>
        posted.filter(({ command }) => command === 'broadcast').length;
      const arrived = [one.authority, one.other].map((fate) => (fate === 'not_sent' ? 0 : 1));
      const isWritten = one.authority === 'answered' || one.authority === 'unknown';
      const isTwice = one.stage !== 'off' && one.stage !== 'complete';
      const [first = 0, second = 0] = arrived;
      const isOldFirst = ['off', 'dualwrite', 'shadow'].includes(one.stage);
      expect([count(old), count(young)]).toEqual(
        placed(isOldFirst, [first, isTwice && isWritten ? second : 0]),
      );
      expect(await missingOf(chat)).toEqual(one.missing.map((line) => line.replace('bob', 'broadcast')));
    },
  );
});

describe.each(conversationKinds)('a message to a %s', (kind) => {
  test.each([...alone, ...twice])(
    'in the stage $stage, $authority at the authority and $other at the other: $answer, $inboxes, $missing',
    async (one) => {
      const { chat, clock, old, young } = vendorsOf(one);
      const [, status, via, code] = one.answer.split(' ');
      expect(await clock.finish(outcomeOf(sendTo(chat, kind, 'g1')))).toBe(`${status} ${code ?? via}`);
      await clock.finish(chat.drain());
      expect([old, young].map((vendor) => vendor.conversation(kind, 'g1').length)).toEqual(one.inboxes);
      expect(await missingOf(chat)).toEqual(one.missing.map((line) => line.replace('bob', `${kind} g1`)));
    },
  );
});
