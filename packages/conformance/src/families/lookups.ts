import assert from 'node:assert/strict';
import type { ContentType, FoundMessage, MessageRef } from '@polychat/core';
import { contentTypes } from '@polychat/core';
import { family } from '../check.ts';
import { samples } from '../samples.ts';
import { sentRefs } from '../sent-refs.ts';
import { refusal } from '../settled.ts';
import { supportOf } from '../support.ts';
import type { Trial } from '../trial.ts';

/** A rule for vendors that look direct messages up; where one does not, that it is refused. */
const whereFound =
  (look: (trial: Trial) => Promise<void>) =>
  async (trial: Trial): Promise<void> => {
    await trial.invite();
    if (trial.adapter.capabilities.find?.conversations.direct !== undefined) return look(trial);
    const [ref] = await sentRefs(trial, [trial.bob]);
    const before = await trial.requestCount();
    const error = await refusal(trial.chat().find(ref), 'a look at a message');
    assert.deepEqual([error.code, error.effect], ['unsupported', 'not_sent']);
    assert.equal(await trial.requestCount(), before, 'a look that is not supported is sent');
  };

const before = { type: 'text', text: 'as it was' } as const;

/** What matters of a message that must be there. */
function there(found: FoundMessage, what: string) {
  assert.ok(found.found, `${what} is not found`);
  const { state, from, to, content, metadata } = found;
  return { state, from, to, content, metadata };
}

/** Types of content that are stored: a signal is for devices that are online. */
function storedTypes({ adapter }: Trial): readonly ContentType[] {
  const { direct } = adapter.capabilities;
  return contentTypes.filter((type) => type !== 'signal' && supportOf(direct?.content[type]) === 'yes');
}

/** Looking messages up. */
export const lookups = family('lookups', {
  'each message is found as it was sent, and for each recipient': whereFound(async (trial) => {
    const { metadata: support } = trial.adapter.capabilities.direct?.fields ?? {};
    const metadata = supportOf(support) === 'yes' ? 'as it was noted' : undefined;
    const refs = await sentRefs(trial, [trial.bob, trial.carol], { content: before, metadata });
    await sentRefs(trial, [trial.bob, trial.carol]);
    for (const ref of refs) {
      const { from, to } = ref;
      const wanted = { state: 'sent', from, to, content: before, metadata };
      assert.deepEqual(there(await trial.chat().find(ref), `the message to ${to}`), wanted);
    }
  }),

  'a ref that was stored as JSON is as good': whereFound(async (trial) => {
    const [ref] = await sentRefs(trial, [trial.carol], { content: before });
    const stored = JSON.parse(JSON.stringify(ref)) as MessageRef;
    assert.deepEqual(there(await trial.chat().find(stored), 'the message').content, before);
  }),

  'every content that is declared is found as one of its type': whereFound(async (trial) => {
    for (const type of storedTypes(trial)) {
      const [ref] = await sentRefs(trial, [trial.carol], { content: samples[type] });
      assert.equal(there(await trial.chat().find(ref), `a message of "${type}"`).content?.type, type);
    }
  }),

  'what has another sender, recipient or id than the ref says is not found': whereFound(async (trial) => {
    const [ref] = await sentRefs(trial, [trial.carol], { content: before });
    const [other] = await sentRefs(trial, [trial.carol], { content: before });
    const { from, to, messageId, sequence } = ref;
    const wrong: readonly (readonly [string, Partial<MessageRef>])[] = [
      ['the two users changed over', { from: to, to: from }],
      ['another recipient', { to: trial.bob }],
      ['another sender', { from: trial.bob }],
      ...(messageId === undefined
        ? []
        : [['the id of another message', { messageId: other.messageId }] as const]),
      ...(sequence === undefined
        ? []
        : [['the number of another message', { sequence: other.sequence }] as const]),
    ];
    for (const [what, change] of wrong) {
      // With one id alone, the ref would be that of the other message.
      if ([messageId, sequence].includes(undefined) && ('messageId' in change || 'sequence' in change))
        continue;
      const found = await trial.chat().find({ ...ref, ...change });
      assert.deepEqual(found, { found: false }, `with ${what} it is found`);
    }
  }),

  'it is found as it is now: after an edit, and after it was taken back': whereFound(async (trial) => {
    const { edit, recall } = trial.adapter.capabilities;
    const [ref] = await sentRefs(trial, [trial.carol], { content: before });
    if (edit?.windowMs.direct !== undefined) {
      const content = { type: 'text', text: 'as it is now' } as const;
      await trial.chat().edit(ref, { content });
      assert.deepEqual(there(await trial.chat().find(ref), 'the edited message').content, content);
    }
    if (recall?.windowMs.direct !== undefined) {
      await trial.chat().recall(ref);
      const found = await trial.chat().find(ref);
      const isGone = !found.found || (found.state === 'recalled' && found.content === undefined);
      assert.ok(isGone, 'the message that was taken back is found as if it were there');
    }
  }),

  'after an unclear attempt it is repeated': whereFound(async (trial) => {
    const [ref] = await sentRefs(trial, [trial.carol], { content: before });
    for (const fault of trial.faults([
      { kind: 'reset', when: 'after' },
      { kind: 'html', when: 'after' },
      { kind: 'silence', when: 'after' },
      { kind: 'internal_error', when: 'before' },
    ])) {
      await trial.fail(fault);
      const found = await trial.chat().find(ref, { timeoutMs: trial.silenceMs });
      assert.deepEqual(there(found, `the message, after "${fault.kind}",`).content, before);
    }
  }),

  'a refusal of the signature is repeated with a new one': whereFound(async (trial) => {
    const [ref] = await sentRefs(trial, [trial.carol], { content: before });
    await trial.fail({ kind: 'signature_refused' });
    assert.deepEqual(there(await trial.chat().find(ref), 'the message').content, before);
  }),

  'a ref of another app, or without the ids that the vendor gave, is refused, and nothing is sent':
    whereFound(async (trial) => {
      const [ref] = await sentRefs(trial, [trial.carol]);
      const requests = await trial.requestCount();
      for (const field of ['vendor', 'app'] as const) {
        const looking = trial.chat().find({ ...ref, [field]: 'another' });
        const error = await refusal(looking, `a ref of another ${field}`);
        assert.deepEqual([error.code, error.field], ['invalid_message', `ref.${field}`]);
      }
      const { messageId: _messageId, sequence: _sequence, ...bare } = ref;
      const error = await refusal(trial.chat().find(bare), 'a ref without ids');
      assert.deepEqual([error.effect, error.field?.startsWith('ref.')], ['not_sent', true]);
      assert.equal(await trial.requestCount(), requests);
    }),

  'nothing is sent to anybody, and nothing changes': whereFound(async (trial) => {
    const [ref] = await sentRefs(trial, [trial.carol], { content: before });
    const inboxes = () => Promise.all([trial.bob, trial.carol, ref.from].map((user) => trial.inbox(user)));
    const was = await inboxes();
    await trial.chat().find(ref);
    assert.deepEqual(await inboxes(), was);
  }),
});
