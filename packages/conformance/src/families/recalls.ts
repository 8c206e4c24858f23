import assert from 'node:assert/strict';
import type { ChangeOptions, MessageRef, RecallReceipt } from '@polychat/core';
import { ChatError } from '@polychat/core';
import { family } from '../check.ts';
import { sentRefs } from '../sent-refs.ts';
import { refusal } from '../settled.ts';
import type { Trial } from '../trial.ts';

/** A rule for vendors that take direct messages back; where one does not, that a recall is refused. */
const whereRecalled =
  (look: (trial: Trial) => Promise<void>) =>
  async (trial: Trial): Promise<void> => {
    await trial.invite();
    const [ref] = await sentRefs(trial, [trial.bob]);
    if (trial.adapter.capabilities.recall?.windowMs.direct !== undefined) return look(trial);
    const before = await trial.requestCount();
    const error = await refusal(trial.chat().recall(ref), 'a recall');
    assert.deepEqual([error.code, error.effect], ['unsupported', 'not_sent']);
    assert.equal(await trial.requestCount(), before, 'a recall that is not supported is sent');
  };

/** Takes messages back, and hands on the receipt also where none was. */
async function recalled(
  trial: Trial,
  refs: readonly MessageRef[],
  options?: ChangeOptions,
): Promise<RecallReceipt> {
  try {
    return await trial.chat().recall(refs, options);
  } catch (error) {
    if (!ChatError.is(error) || !error.recallReceipt) throw error;
    return error.recallReceipt;
  }
}

const idsOf = (messages: readonly { readonly ref: MessageRef }[]) => messages.map(({ ref }) => ref.to);

/** How many messages of a user are there, and how many were taken back. */
async function countsAt(trial: Trial, userId: string): Promise<readonly [there: number, gone: number]> {
  const { received } = await trial.inbox(userId);
  const gone = received.filter(({ isRecalled }) => isRecalled === true).length;
  return [received.length - gone, gone];
}

/** Taking messages back. */
export const recalls = family('recalls', {
  'a message that is taken back is gone, and no other one': whereRecalled(async (trial) => {
    const [first] = await sentRefs(trial, [trial.carol]);
    await sentRefs(trial, [trial.carol]);
    const { accepted, failed, unconfirmed } = await trial.chat().recall(first);
    assert.deepEqual([idsOf(accepted), failed, unconfirmed], [[trial.carol], [], []]);
    assert.deepEqual(accepted[0]?.ref, first, 'the receipt has another ref than was given');
    assert.deepEqual(
      await countsAt(trial, trial.carol),
      [1, 1],
      'the messages of whom one was taken back from',
    );
    assert.deepEqual(await countsAt(trial, trial.bob), [1, 0], 'the messages of somebody else');
  }),

  'a ref that was stored as JSON is as good': whereRecalled(async (trial) => {
    const [ref] = await sentRefs(trial, [trial.carol]);
    const stored = JSON.parse(JSON.stringify(ref)) as MessageRef;
    assert.deepEqual(idsOf((await trial.chat().recall(stored)).accepted), [trial.carol]);
  }),

  'of a message to several recipients each is taken back by itself, whatever id they share': whereRecalled(
    async (trial) => {
      const refs = await sentRefs(trial, [trial.bob, trial.carol, trial.dave]);
      const ofCarol = refs.filter(({ to }) => to === trial.carol);
      assert.deepEqual(idsOf((await trial.chat().recall(ofCarol)).accepted), [trial.carol]);
      assert.deepEqual(await countsAt(trial, trial.bob), [2, 0]);
      assert.deepEqual(await countsAt(trial, trial.carol), [0, 1]);
      const others = refs.filter(({ to }) => to !== trial.carol);
      assert.deepEqual(idsOf((await trial.chat().recall(others)).accepted), [trial.bob, trial.dave]);
      assert.deepEqual(await countsAt(trial, trial.bob), [1, 1]);
      assert.deepEqual(await countsAt(trial, trial.dave), [0, 1]);
    },
  ),

  'a ref that is given twice is taken back once': whereRecalled(async (trial) => {
    const [ref] = await sentRefs(trial, [trial.carol]);
    const { accepted, failed } = await trial.chat().recall([ref, ref]);
    assert.deepEqual([accepted.length, failed], [1, []]);
  }),

  'what was taken back before is a conflict, alone, and no harm is done': whereRecalled(async (trial) => {
    const [first] = await sentRefs(trial, [trial.carol]);
    await trial.chat().recall(first);
    const [second] = await sentRefs(trial, [trial.carol]);
    const { accepted, failed, unconfirmed } = await recalled(trial, [first, second]);
    assert.deepEqual([accepted.map(({ ref }) => ref), unconfirmed], [[second], []]);
    assert.deepEqual(
      failed.map(({ ref, problem: { code, effect } }) => [ref, code, effect]),
      [[first, 'conflict', 'rejected']],
    );
    assert.deepEqual(await countsAt(trial, trial.carol), [0, 2]);
  }),

  'after an unclear attempt it is repeated, and what we did ourselves is no conflict': whereRecalled(
    async (trial) => {
      for (const fault of trial.faults([
        { kind: 'reset', when: 'after' },
        { kind: 'html', when: 'after' },
        { kind: 'silence', when: 'after' },
        { kind: 'internal_error', when: 'before' },
      ])) {
        const [ref] = await sentRefs(trial, [trial.carol]);
        await trial.fail(fault);
        const { accepted } = await recalled(trial, [ref], { timeoutMs: trial.silenceMs });
        assert.deepEqual(idsOf(accepted), [trial.carol], `after "${fault.kind}" it is not accepted`);
      }
      const [there] = await countsAt(trial, trial.carol);
      assert.equal(there, 0, 'a message is still there');
    },
  ),

  'a refusal of the signature is repeated with a new one': whereRecalled(async (trial) => {
    const [ref] = await sentRefs(trial, [trial.carol]);
    await trial.fail({ kind: 'signature_refused' });
    assert.deepEqual(idsOf((await recalled(trial, [ref])).accepted), [trial.carol]);
  }),

  'a ref of another app is refused, and nothing is sent': whereRecalled(async (trial) => {
    const [ref] = await sentRefs(trial, [trial.carol]);
    const before = await trial.requestCount();
    for (const field of ['vendor', 'app'] as const) {
      const error = await refusal(
        trial.chat().recall({ ...ref, [field]: 'another' }),
        `a ref of another ${field}`,
      );
      assert.deepEqual([error.code, error.field], ['invalid_message', `ref.${field}`]);
    }
    assert.equal(await trial.requestCount(), before);
  }),

  'a ref without the ids that the vendor gave fails alone, before anything is sent': whereRecalled(
    async (trial) => {
      const [ref, other] = await sentRefs(trial, [trial.carol, trial.dave]);
      const { messageId: _messageId, sequence: _sequence, ...bare } = ref;
      const { accepted, failed } = await recalled(trial, [bare, other ?? ref]);
      assert.deepEqual(idsOf(accepted), [trial.dave]);
      assert.deepEqual(
        failed.map(({ problem: { effect, field } }) => [effect, field?.startsWith('refs[0].')]),
        [['not_sent', true]],
      );
    },
  ),
});
