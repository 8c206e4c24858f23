import assert from 'node:assert/strict';
import type { Content, ContentType, MessageEdit, MessageRef } from '@polychat/core';
import { contentTypes } from '@polychat/core';
import { family } from '../check.ts';
import { rareWords, samples } from '../samples.ts';
import { sentRefs } from '../sent-refs.ts';
import { refusal } from '../settled.ts';
import { supportOf } from '../support.ts';
import type { Trial } from '../trial.ts';
import type { InboxMessage } from '../vendor-double.ts';

const before: Content = { type: 'text', text: 'as it was' };
const better: MessageEdit = { content: { type: 'text', text: 'as it is now' } };

/** A rule for vendors that change direct messages; where one does not, that an edit is refused. */
const whereEdited =
  (look: (trial: Trial) => Promise<void>) =>
  async (trial: Trial): Promise<void> => {
    await trial.invite();
    if (trial.adapter.capabilities.edit?.windowMs.direct !== undefined) return look(trial);
    const [ref] = await sentRefs(trial, [trial.bob], { content: before });
    const sent = await trial.requestCount();
    const error = await refusal(trial.chat().edit(ref, better), 'an edit');
    assert.deepEqual([error.code, error.effect], ['unsupported', 'not_sent']);
    assert.equal(await trial.requestCount(), sent, 'an edit that is not supported is sent');
  };

/** The newest message of a user. */
async function newestOf(trial: Trial, userId: string): Promise<InboxMessage> {
  const newest = (await trial.inbox(userId)).received.at(-1);
  assert.ok(newest, `${userId} has no message`);
  return newest;
}

/** Whether the message in the vendor's form holds a string. */
const holds = ({ message }: InboxMessage, text: string) =>
  JSON.stringify(message).includes(JSON.stringify(text).slice(1, -1));

/** Types that a message can be changed to from another content of the same type, where the type must stay. */
function editableTypes(trial: Trial): readonly ContentType[] {
  const { edit, direct } = trial.adapter.capabilities;
  return contentTypes.filter(
    (type) => supportOf(edit?.content[type]) === 'yes' && supportOf(direct?.content[type]) === 'yes',
  );
}

/** Changing messages. */
export const edits = family('edits', {
  'an edited message shows the new content to its recipient, and no other message changes': whereEdited(
    async (trial) => {
      const [, ofCarol] = await sentRefs(trial, [trial.bob, trial.carol], { content: before });
      assert.ok(ofCarol);
      const receipt = await trial.chat().edit(ofCarol, better);
      assert.deepEqual(receipt.ref, ofCarol, 'the receipt has another ref than was given');
      assert.ok(holds(await newestOf(trial, trial.carol), 'as it is now'), 'the new text is not there');
      assert.ok(!holds(await newestOf(trial, trial.carol), 'as it was'), 'the old text is still there');
      assert.ok(
        holds(await newestOf(trial, trial.bob), 'as it was'),
        'the message of somebody else has changed',
      );
    },
  ),

  'a ref that was stored as JSON is as good': whereEdited(async (trial) => {
    const [ref] = await sentRefs(trial, [trial.carol], { content: before });
    await trial.chat().edit(JSON.parse(JSON.stringify(ref)) as MessageRef, better);
    assert.ok(holds(await newestOf(trial, trial.carol), 'as it is now'));
  }),

  'every content that is declared arrives whole, and every other one is refused': whereEdited(
    async (trial) => {
      const { edit, direct } = trial.adapter.capabilities;
      const [ref] = await sentRefs(trial, [trial.carol], { content: before });
      for (const type of contentTypes) {
        if (supportOf(edit?.content[type]) === 'yes') continue;
        const error = await refusal(
          trial.chat().edit(ref, { content: samples[type] }),
          `an edit to "${type}"`,
        );
        assert.deepEqual([error.code, error.field], ['unsupported', 'content.type']);
      }
      for (const type of editableTypes(trial)) {
        const first = edit?.changesType && supportOf(direct?.content.text) === 'yes' ? before : samples[type];
        const [own] = await sentRefs(trial, [trial.dave], { content: first });
        await trial.chat().edit(own, { content: samples[type] });
        // What a send of the same content leaves there, by the double's own reading.
        const edited = (await newestOf(trial, trial.dave)).content;
        await sentRefs(trial, [trial.dave], { content: samples[type] });
        assert.deepEqual(
          edited,
          (await newestOf(trial, trial.dave)).content,
          `an edit to "${type}" is not like a send`,
        );
      }
    },
  ),

  'what an edit leaves out stays as it is': whereEdited(async (trial) => {
    const { edit, direct } = trial.adapter.capabilities;
    trial.needs(supportOf(direct?.fields.metadata) === 'yes', 'no metadata');
    const [ref] = await sentRefs(trial, [trial.carol], { content: before, metadata: 'first note' });
    await trial.chat().edit(ref, better);
    assert.ok(
      holds(await newestOf(trial, trial.carol), 'first note'),
      'an edit of the content loses the metadata',
    );
    if (supportOf(edit?.fields.metadata) !== 'yes') {
      const error = await refusal(
        trial.chat().edit(ref, { ...better, metadata: 'x' }),
        'an edit of metadata',
      );
      assert.deepEqual([error.code, error.field], ['unsupported', 'metadata']);
      return;
    }
    await trial.chat().edit(ref, { ...better, metadata: 'second note' });
    assert.ok(holds(await newestOf(trial, trial.carol), 'second note'), 'the new metadata is not there');
    assert.ok(!holds(await newestOf(trial, trial.carol), 'first note'), 'the old metadata is still there');
    if (!edit?.metadataAlone) {
      const error = await refusal(trial.chat().edit(ref, { metadata: 'x' }), 'an edit of the metadata alone');
      assert.deepEqual([error.code, error.field], ['unsupported', 'content']);
      return;
    }
    await trial.chat().edit(ref, { metadata: 'third note' });
    const newest = await newestOf(trial, trial.carol);
    assert.ok(
      holds(newest, 'third note') && holds(newest, 'as it is now'),
      'an edit of the metadata loses the content',
    );
  }),

  'after an unclear attempt it is repeated, byte for byte': whereEdited(async (trial) => {
    for (const fault of trial.faults([
      { kind: 'reset', when: 'after' },
      { kind: 'html', when: 'before' },
      { kind: 'silence', when: 'after' },
    ])) {
      const [ref] = await sentRefs(trial, [trial.carol], { content: before });
      const from = trial.sentRequests().length;
      await trial.fail(fault);
      await trial.chat().edit(ref, better, { timeoutMs: trial.silenceMs });
      const bodies = trial
        .sentRequests()
        .slice(from)
        .map(({ body }) => body);
      assert.equal(bodies.length, 2, `after "${fault.kind}" it is not repeated`);
      assert.equal(bodies[0], bodies[1], 'the repeat has other bytes');
      assert.ok(holds(await newestOf(trial, trial.carol), 'as it is now'));
    }
  }),

  'no preview of an edit shows a word of it': whereEdited(async (trial) => {
    const [ref] = await sentRefs(trial, [trial.carol], { content: before });
    const plan = trial.adapter.plan.edit?.(ref, { content: samples.text }, trial.context(1));
    const shown = JSON.stringify(plan?.call().describe());
    for (const word of rareWords) assert.ok(!shown.includes(word), `describe() shows "${word}"`);
  }),

  'a ref of another app is refused, and nothing is sent': whereEdited(async (trial) => {
    const [ref] = await sentRefs(trial, [trial.carol], { content: before });
    const sent = await trial.requestCount();
    for (const field of ['vendor', 'app'] as const) {
      const error = await refusal(
        trial.chat().edit({ ...ref, [field]: 'another' }, better),
        `another ${field}`,
      );
      assert.deepEqual([error.code, error.field], ['invalid_message', `ref.${field}`]);
    }
    assert.equal(await trial.requestCount(), sent);
  }),
});
