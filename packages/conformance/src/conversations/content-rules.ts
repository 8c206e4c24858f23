import type { Content } from '@polychat/core';
import { contentTypes } from '@polychat/core/adapter';
import { assertArrived, assertUnsupported } from '../arrived.ts';
import { assertEveryPart } from '../content-parts.ts';
import { difficultText, partOf, partTypes, samples } from '../samples.ts';
import { carries } from '../support.ts';
import type { DestinationRules } from './destination.ts';

const perType: DestinationRules = Object.fromEntries(
  contentTypes.map((type) => [
    `${type} arrives whole, or is declared "no" and refused as unsupported`,
    async (destination) => {
      const { trial, kind, capabilities } = destination;
      const content = samples[type];
      const sending = destination.send({ content });
      if (!carries(capabilities, type)) {
        await assertUnsupported(trial, sending, `${type} content to a ${kind}`, /^content\b/);
        return;
      }
      await sending;
      await assertArrived(trial, trial.bob, content);
    },
  ]),
);

/** Contents arrive whole or not at all. */
export const contentRules: DestinationRules = {
  ...perType,

  'every part of a content changes the request, unless canonicalize says that it is lost': async (
    destination,
  ) => {
    const { trial, capabilities } = destination;
    const chat = trial.chat();
    for (const content of Object.values(samples)) {
      if (!carries(capabilities, content.type)) continue;
      await assertEveryPart(trial, content, {
        isRefused: (said) =>
          chat.check(destination.message({ content: said })).some((finding) => 'effect' in finding),
        calls: [(said) => destination.call({ content: said })],
      });
    }
  },

  'text arrives with every character': async (destination) => {
    const content: Content = { type: 'text', text: difficultText };
    await destination.send({ content });
    await assertArrived(destination.trial, destination.trial.bob, content);
  },

  'mixed content has every part that is carried alone, and names one that is not': async (destination) => {
    const { trial, capabilities } = destination;
    trial.needs(carries(capabilities, 'mixed'), 'no mixed contents');
    for (const type of partTypes) {
      const mixed: Content = { type: 'mixed', parts: [partOf('text'), partOf(type)] };
      const reader = trial.userId(`m${type}`);
      await trial.addUsers(reader);
      const other = await destination.another(`with${type}`, [trial.ann, reader]);
      const before = await trial.requestCount();
      const sending = other.send({ content: mixed });
      if (carries(capabilities, type)) {
        await sending;
        await assertArrived(trial, reader, mixed);
        continue;
      }
      const what = `a mixed content with a ${type} part`;
      await assertUnsupported(trial, sending, what, /^content\.parts\[1\]/, before);
    }
  },
};
