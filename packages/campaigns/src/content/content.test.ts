import { hash } from 'node:crypto';
import type { RecipientOutcome } from '@polychat/core';
import { createProblem } from '@polychat/core/combine';
import { describe, expect, test } from 'vitest';
import { packIntent, unpackIntent } from './intents.ts';
import { joinKnown, settledOf } from './join-outcomes.ts';
import { packOutcomes, unpackOutcomes } from './outcomes.ts';
import { positionsOf, rangesOf } from './ranges.ts';
import { packPositions, packRecipients, unpackPositions, unpackRecipients } from './recipients.ts';

const recipients = ['a', 'b"', 'c 漢😀', 'd', 'e\n', 'f'];
const refused = createProblem({ code: 'not_found', effect: 'rejected', transient: false, message: 'no' });
const unclear = createProblem({ code: 'timeout', effect: 'unknown', transient: true, message: 'late' });

const accepted = (index: number, own: object = {}): RecipientOutcome => ({
  userId: recipients[index] ?? '',
  index,
  status: 'accepted',
  via: 'chat',
  ...own,
});
const failed = (index: number): RecipientOutcome => ({
  userId: recipients[index] ?? '',
  index,
  status: 'failed',
  via: 'chat',
  problem: refused,
});
const unconfirmed = (index: number): RecipientOutcome =>
  ({ ...failed(index), status: 'unconfirmed', problem: unclear }) as RecipientOutcome;
const ref = (index: number, own: object) => ({
  version: 1,
  vendor: 'v',
  app: 'a',
  conversation: 'direct',
  from: 'me',
  to: recipients[index],
  ...own,
});

describe('what is stored comes back', () => {
  test.each([[[]], [[3]], [[0, 1, 2]], [[5, 6, 1, 9, 10, 11, 0]]])('positions: %j', (positions) => {
    expect(positionsOf(rangesOf(positions))).toEqual(positions);
    expect(unpackPositions(packPositions(positions))).toEqual(positions);
  });

  test('recipients, and another list has another hash', () => {
    const { recipients: bytes, hash } = packRecipients(recipients);
    expect(unpackRecipients(bytes)).toEqual(recipients);
    expect(packRecipients(recipients.toReversed()).hash).not.toBe(hash);
    expect(packRecipients(['a', 'b']).hash).not.toBe(packRecipients(['a,b']).hash);
  });

  test.each<[string, readonly RecipientOutcome[]]>([
    ['none', []],
    ['all the same', [accepted(0), accepted(1), accepted(2)]],
    ['of every kind, in any order', [failed(4), accepted(0, { messageId: 'x' }), unconfirmed(2), failed(1)]],
    [
      'with ids of their own',
      [accepted(0, { messageId: '1', sequence: '7' }), accepted(1, { messageId: '2' })],
    ],
    [
      'with ids that all share',
      [accepted(0, { messageId: '1', sentAt: 0 }), accepted(1, { messageId: '1', sentAt: 0 })],
    ],
    [
      'with references',
      [
        accepted(0, { messageId: '1', ref: ref(0, { messageId: '1' }) as never }),
        accepted(1, { messageId: '2', ref: ref(1, { messageId: '2' }) as never }),
      ],
    ],
    [
      'with references that say something else',
      [
        accepted(0, { messageId: '1', ref: ref(0, { messageId: '9' }) as never }),
        accepted(1, { messageId: '2', ref: { ...ref(1, { messageId: '2' }), to: 'mapped' } as never }),
        accepted(2, { messageId: '3', ref: ref(2, { messageId: '3' }) as never }),
      ],
    ],
    ['through several chats', [accepted(0), { ...accepted(1), via: 'other' }, accepted(2)]],
  ])('outcomes: %s', (_what, outcomes) => {
    for (const how of ['plain', 'small'] as const) {
      expect(unpackOutcomes(packOutcomes(outcomes, how), recipients)).toEqual(outcomes);
    }
  });

  test('is small: a million recipients with ids by chance take tens of megabytes', () => {
    const words = (index: number) => hash('sha256', `${index}`).match(/.{8}/g) ?? [];
    const many = Array.from({ length: 10_000 }, (_, index) => words(index).slice(0, 4).join('-'));
    const outcomes = many.map((userId, index): RecipientOutcome => {
      const [, sequence = '', random = ''] = words(index).map((word) => String(Number.parseInt(word, 16)));
      const [messageId, sentAt] = [`${sequence}_${random}_1750000000`, 1_750_000_000_000 + 5 * index];
      const own = { messageId, sequence, sentAt };
      const ref = {
        version: 1,
        vendor: 'v',
        app: 'a',
        conversation: 'direct',
        from: 'me',
        to: userId,
        ...own,
      };
      return { userId, index, status: 'accepted', via: 'v', ...own, ref: ref as never };
    });
    const bytes = packRecipients(many).recipients.length + packOutcomes(outcomes, 'small').length;
    const megabytesOfAMillion = ((bytes / many.length) * 1_000_000) / 1_048_576;
    expect(megabytesOfAMillion).toBeLessThan(60);
    expect(megabytesOfAMillion).toBeGreaterThan(10);
  });

  test.each([false, true])('the record of a call, with names of its own: %s', (hasNames) => {
    const items = [1, 2, 4].map((index) => ({
      userId: recipients[index] ?? '',
      index,
      id: hasNames ? `name ${index}` : (recipients[index] ?? ''),
    }));
    const record = {
      version: 1,
      chat: 'c',
      vendor: 'v',
      app: 'a',
      sendId: 's',
      callId: 'k',
      attempt: 1,
      operation: 'direct',
      endpoint: 'e',
      body: { contentType: 'application/json', text: '{"a":"ü"}' },
      items,
      unlistedMeans: 'accepted',
      dedupWindowMs: 'unlimited',
      firstAttemptAt: 1,
      leaveBy: 2,
      mayRunUntil: 3,
    } as const;
    expect(unpackIntent(packIntent(record, [1, 2, 4]), recipients)).toEqual(record);
  });
});

describe('what is known of a chunk', () => {
  const two = recipients.slice(0, 2);
  const known = (...segments: (readonly [number, ...RecipientOutcome[]])[]) => ({
    round: 1,
    segments: segments.map(([round, ...outcomes]) => ({ round, bytes: packOutcomes(outcomes, 'plain') })),
  });
  const statusesOf = (of: Parameters<typeof joinKnown>[0]) =>
    joinKnown(of, two).outcomes.map((outcome) => outcome?.status);

  test.each([
    ['accepted stays accepted', [accepted(0), unconfirmed(0), failed(0)], 'accepted'],
    ['who failed may turn out to be unclear', [failed(0), unconfirmed(0)], 'unconfirmed'],
    ['who is unclear does not fail later', [unconfirmed(0), failed(0)], 'unconfirmed'],
    ['late evidence improves', [unconfirmed(0), accepted(0)], 'accepted'],
  ])('%s', (_what, outcomes, status) => {
    expect(statusesOf(known(...outcomes.map((outcome) => [1, outcome] as const)))[0]).toBe(status);
  });

  test('is not settled while somebody has no outcome', () => {
    expect(settledOf(known([1, accepted(0)]), two)).toBeUndefined();
    expect(joinKnown(known([1, accepted(0)]), two).missing).toEqual([1]);
  });

  test('settled again with the same it is not changed, and with something else it is', () => {
    const first = settledOf(known([1, accepted(0), unconfirmed(1)]), two);
    const again = { outcomes: first?.bytes ?? new Uint8Array(), round: 1 };
    expect(first).toMatchObject({ isChanged: true, counts: { accepted: 1, failed: 0, unconfirmed: 1 } });
    expect(settledOf({ ...again, ...known([1, unconfirmed(1)]) }, two)).toMatchObject({ isChanged: false });
    expect(settledOf({ ...again, ...known([1, accepted(1)]) }, two)).toMatchObject({
      isChanged: true,
      counts: { accepted: 2 },
    });
  });

  test('in another round those alone are missing whom it is for, and an older round says nothing of it', () => {
    const { bytes: outcomes = new Uint8Array() } = settledOf(known([1, accepted(0), failed(1)]), two) ?? {};
    const todo = packPositions([1]);
    const round = (...segments: Parameters<typeof known>) => ({
      ...known(...segments),
      outcomes,
      todo,
      round: 2,
    });
    expect(joinKnown(round(), two).missing).toEqual([1]);
    expect(joinKnown(round([1, failed(1)]), two).missing).toEqual([1]);
    expect(joinKnown(round([1, accepted(1)]), two).missing).toEqual([]);
    expect(joinKnown(round([2, failed(1)]), two).missing).toEqual([]);
    expect(settledOf(round([2, accepted(1)]), two)).toMatchObject({ counts: { accepted: 2, failed: 0 } });
  });
});
