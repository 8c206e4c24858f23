import assert from 'node:assert/strict';
import type { Content, MessageFields } from '@polychat/core';
import { contentTypes } from '@polychat/core/adapter';
import { assertArrived, assertUnsupported } from '../arrived.ts';
import { family } from '../check.ts';
import { assertEveryPart } from '../content-parts.ts';
import { difficultText, partOf, partTypes, samples } from '../samples.ts';
import { refusal } from '../settled.ts';
import { carries, isRefused, reaches } from '../support.ts';
import type { Trial } from '../trial.ts';

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
          await trial.invite();
          const message = { from: trial.ann, content };
          if (carries(trial.adapter.capabilities.direct, type)) {
            await assertDirect(trial, message, [trial.bob]);
          } else {
            const sending = trial.chat().sendDirect({ ...message, to: trial.bob });
            await assertUnsupported(trial, sending, `${type} content`, /^content\b/);
          }
        },
      ],
      [
        `${type} in a broadcast arrives whole, or is declared "no" and refused as unsupported`,
        async (trial: Trial) => {
          await trial.invite();
          const { capabilities } = trial.adapter;
          const sending = trial.chat().broadcast({ from: trial.ann, audience: 'online', content });
          if (!reaches(capabilities, 'online')) {
            await assertUnsupported(
              trial,
              sending,
              'a broadcast to those who are online',
              /^(audience|content\b)/,
            );
          } else if (carries(capabilities.audience, type)) {
            await sending;
            await assertArrived(trial, trial.bob, content);
          } else {
            await assertUnsupported(trial, sending, `a broadcast of ${type} content`, /^content\b/);
          }
        },
      ],
    ];
  }),
);

/** Contents arrive whole or not at all. */
export const contents = family('contents', {
  ...perType,

  'every part of a content changes the request, unless canonicalize says that it is lost': async (trial) => {
    await trial.invite();
    const chat = trial.chat();
    const { direct, audience } = trial.adapter.capabilities;
    const messageOf = (content: Content) => ({ from: trial.ann, content });
    for (const content of Object.values(samples)) {
      if (!carries(direct, content.type)) continue;
      await assertEveryPart(trial, content, {
        isRefused: (said) => isRefused(chat, { ...messageOf(said), to: trial.bob }),
        calls: [
          ...[[trial.bob], [trial.bob, trial.carol]].map(
            (to) => (said: Content) => trial.directCall(messageOf(said), to).call,
          ),
          ...(carries(audience, content.type) && reaches(trial.adapter.capabilities, 'online')
            ? [(said: Content) => trial.audienceCall({ ...messageOf(said), audience: 'online' }).call]
            : []),
        ],
      });
    }
  },

  'content reaches each of several recipients': async (trial) => {
    await trial.invite();
    const types = contentTypes.filter((type) => carries(trial.adapter.capabilities.direct, type));
    for (const [index, type] of types.entries()) {
      const to = [trial.userId(`bob${index}`), trial.userId(`carol${index}`)];
      await trial.addUsers(...to);
      await assertDirect(trial, { from: trial.ann, content: samples[type] }, to);
    }
  },

  'text arrives with every character': async (trial) => {
    await trial.invite();
    await assertDirect(trial, { from: trial.ann, content: { type: 'text', text: difficultText } }, [
      trial.bob,
    ]);
  },

  'bytes in a signal arrive': async (trial) => {
    trial.needs(carries(trial.adapter.capabilities.direct, 'signal'), 'no signals');
    await trial.invite();
    const data = Uint8Array.from({ length: 256 }, (_, index) => index);
    await assertDirect(trial, { from: trial.ann, content: { type: 'signal', data } }, [trial.bob]);
  },

  'mixed content has every part that is carried alone, and names one that is not': async (trial) => {
    const { direct } = trial.adapter.capabilities;
    trial.needs(carries(direct, 'mixed'), 'no mixed contents');
    await trial.invite();
    for (const type of partTypes) {
      const mixed: Content = { type: 'mixed', parts: [partOf('text'), partOf(type)] };
      if (carries(direct, type)) {
        await trial.addUsers(trial.userId(`m${type}`));
        await assertDirect(trial, { from: trial.ann, content: mixed }, [trial.userId(`m${type}`)]);
      } else {
        const before = await trial.requestCount();
        const error = await refusal(
          trial.chat().sendDirect({ from: trial.ann, to: trial.bob, content: mixed }),
          `a mixed content with a ${type} part`,
        );
        assert.equal(error.code, 'unsupported');
        assert.match(String(error.field), /^content\.parts\[1\]/);
        assert.equal(await trial.requestCount(), before);
      }
    }
  },

  'what is left of a content is left of it again': (trial) => {
    const { adapter } = trial;
    const translation = trial.needs(trial.content, 'nothing that reads contents');
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

  'what is read back of a content is what is left of it': (trial) => {
    const { adapter } = trial;
    const translation = trial.needs(trial.content, 'nothing that reads contents');
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
