import assert from 'node:assert/strict';
import type { Content, MessageFields } from '@polychat/core';
import { contentTypes } from '@polychat/core/adapter';
import { family } from '../check.ts';
import { leavesOf, wireLeavesOf } from '../leaves.ts';
import { ann, bob, carol, invite } from '../people.ts';
import { difficultText, partOf, partTypes, samples } from '../samples.ts';
import { refusal } from '../settled.ts';
import { carries, reaches } from '../support.ts';
import type { Trial } from '../trial.ts';

/** Fails unless exactly one message has arrived, with everything that the adapter says is left of the content. */
async function assertArrived(trial: Trial, userId: string, content: Content): Promise<void> {
  const { received } = await trial.inbox(userId);
  assert.equal(received.length, 1, `${userId} got ${received.length} messages`);
  const arrived = wireLeavesOf(received[0]?.message);
  const missing = leavesOf(trial.canonical(content)).filter((leaf) => !arrived.has(leaf));
  assert.deepEqual(
    missing,
    [],
    `of a ${content.type} content that is declared "yes", this is lost on the way`,
  );
}

async function assertRefused(
  trial: Trial,
  sending: Promise<unknown>,
  what: string,
  fieldPattern: RegExp,
): Promise<void> {
  const error = await refusal(sending, what);
  assert.equal(error.code, 'unsupported', `${what}: ${error.message}`);
  assert.equal(error.effect, 'not_sent');
  assert.match(String(error.field), fieldPattern);
  assert.equal(await trial.requestCount(), 0, `${what} is refused, and a request has left all the same`);
}

async function assertDirect(trial: Trial, message: MessageFields, to: readonly string[]): Promise<void> {
  const receipt = await trial.chat().sendDirect({ ...message, to });
  assert.equal(receipt.accepted.length, to.length);
  for (const userId of to) await assertArrived(trial, userId, message.content);
}

const perType = Object.fromEntries(
  contentTypes.flatMap((type) => {
    const content = samples[type];
    return [
      [
        `${type} arrives whole, or is declared "no" and refused as unsupported`,
        async (trial: Trial) => {
          await invite(trial);
          const message = { from: ann, content };
          if (carries(trial.adapter.capabilities.direct, type)) {
            await assertDirect(trial, message, [bob]);
          } else {
            const sending = trial.chat().sendDirect({ ...message, to: bob });
            await assertRefused(trial, sending, `${type} content`, /^content\b/);
          }
        },
      ],
      [
        `${type} in a broadcast arrives whole, or is declared "no" and refused as unsupported`,
        async (trial: Trial) => {
          await invite(trial);
          const { capabilities } = trial.adapter;
          const sending = trial.chat().broadcast({ from: ann, audience: 'online', content });
          if (!reaches(capabilities, 'online')) {
            await assertRefused(
              trial,
              sending,
              'a broadcast to those who are online',
              /^(audience|content\b)/,
            );
          } else if (carries(capabilities.audience, type)) {
            await sending;
            await assertArrived(trial, bob, content);
          } else {
            await assertRefused(trial, sending, `a broadcast of ${type} content`, /^content\b/);
          }
        },
      ],
    ];
  }),
);

/** Contents arrive whole or not at all. */
export const contents = family('contents', {
  ...perType,

  'content reaches each of several recipients': async (trial) => {
    await invite(trial);
    const types = contentTypes.filter((type) => carries(trial.adapter.capabilities.direct, type));
    for (const [index, type] of types.entries()) {
      const to = [`${bob}${index}`, `${carol}${index}`];
      await trial.addUsers(...to);
      await assertDirect(trial, { from: ann, content: samples[type] }, to);
    }
  },

  'text arrives with every character': async (trial) => {
    await invite(trial);
    await assertDirect(trial, { from: ann, content: { type: 'text', text: difficultText } }, [bob]);
  },

  'bytes in a signal arrive': async (trial) => {
    if (!carries(trial.adapter.capabilities.direct, 'signal')) return;
    await invite(trial);
    const data = Uint8Array.from({ length: 256 }, (_, index) => index);
    await assertDirect(trial, { from: ann, content: { type: 'signal', data } }, [bob]);
  },

  'mixed content has every part that is carried alone, and names one that is not': async (trial) => {
    const { direct } = trial.adapter.capabilities;
    if (!carries(direct, 'mixed')) return;
    await invite(trial);
    for (const type of partTypes) {
      const mixed: Content = { type: 'mixed', parts: [partOf('text'), partOf(type)] };
      if (carries(direct, type)) {
        await trial.addUsers(`m${type}`);
        await assertDirect(trial, { from: ann, content: mixed }, [`m${type}`]);
      } else {
        const before = await trial.requestCount();
        const error = await refusal(
          trial.chat().sendDirect({ from: ann, to: bob, content: mixed }),
          `a mixed content with a ${type} part`,
        );
        assert.equal(error.code, 'unsupported');
        assert.match(String(error.field), /^content\.parts\[1\]/);
        assert.equal(await trial.requestCount(), before);
      }
    }
  },

  'what is left of a content is left of it again': ({ adapter, content: translation }) => {
    if (!translation) return;
    for (const content of Object.values(samples)) {
      if (!carries(adapter.capabilities.direct, content.type)) continue;
      const before = structuredClone(content);
      const once = translation.canonicalize(content);
      assert.deepEqual(content, before, `canonicalize changes the ${content.type} content that it is given`);
      assert.deepEqual(
        translation.canonicalize(once),
        once,
        `canonicalize is not idempotent for ${content.type} content`,
      );
    }
  },

  'what is read back of a content is what is left of it': ({ adapter, content: translation }) => {
    if (!translation) return;
    for (const content of Object.values(samples)) {
      if (!carries(adapter.capabilities.direct, content.type)) continue;
      assert.deepEqual(
        translation.fromWire(translation.toWire(content)),
        translation.canonicalize(content),
        `what fromWire reads of ${content.type} content is not what canonicalize says`,
      );
    }
  },
});
