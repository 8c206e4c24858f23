import assert from 'node:assert/strict';
import { type Chat, ChatError } from '@polychat/core';
import {
  asBroadcast,
  asDirect,
  asMessage,
  asOptions,
  badFields,
  badLists,
  badOptions,
} from '../bad-messages.ts';
import { chatFamily } from '../chat-check.ts';
import { hello, people } from '../people.ts';
import { assertRefused, poorVendor, refused } from '../refused.ts';

export const refusals = chatFamily('refusals', {
  'a bad message to a list is refused before anything is sent, and the error names the field': async (
    trial,
  ) => {
    for (const [what, fields] of Object.entries(badFields)) {
      const message = asDirect({ ...hello, to: people, ...fields });
      await assertRefused(trial, what, (chat) => chat.sendDirect(message));
    }
  },

  'a bad message to a stream is refused at once, and the error names the field': async (trial) => {
    for (const [what, fields] of Object.entries(badFields)) {
      const message = asMessage({ ...hello, ...fields });
      await assertRefused(trial, what, (chat) => void chat.deliver(message, people));
      await assertRefused(trial, what, (chat) => void chat.sendBulk(message, people));
    }
  },

  'a bad broadcast is refused before anything is sent, and the error names the field': async (trial) => {
    await trial.start({}, 'broadcasts');
    const all = { ...badFields, 'an audience that there is not': { audience: 'friends' } };
    for (const [what, fields] of Object.entries(all)) {
      const message = asBroadcast({ ...hello, ...{ audience: 'online' }, ...fields });
      await assertRefused(trial, what, (chat) => chat.broadcast(message));
    }
  },

  'recipients that are none are refused before anything is sent': async (trial) => {
    for (const [what, to] of Object.entries(badLists)) {
      await assertRefused(trial, what, (chat) => chat.sendDirect(asDirect({ ...hello, to })));
    }
    for (const none of [undefined, 7, 'ann']) {
      const recipients = none as unknown as readonly string[];
      await assertRefused(trial, String(none), (chat) => void chat.deliver(hello, recipients));
      await assertRefused(trial, String(none), (chat) => void chat.sendBulk(hello, recipients));
    }
  },

  'a message that is none is refused': async (trial) => {
    for (const none of [undefined, null, 7, 'hello']) {
      for (const verb of [
        (chat: Chat) => chat.sendDirect(asDirect(none)),
        (chat: Chat) => void chat.deliver(asMessage(none), people),
      ]) {
        const started = await trial.start();
        const { code } = await refused(started, verb, started.chat, String(none));
        assert.equal(code, 'invalid_message', `${none} is refused with another code`);
        started.assertNothingSent(String(none));
      }
    }
  },

  'bad options are refused before anything is sent, and the error names the option': async (trial) => {
    for (const [what, given] of Object.entries(badOptions)) {
      const options = asOptions(given);
      await assertRefused(trial, what, (chat) => chat.sendDirect({ ...hello, to: people }, options));
      await assertRefused(trial, what, (chat) => void chat.deliver(hello, people, options));
      await assertRefused(trial, what, (chat) => void chat.sendBulk(hello, people, options));
    }
  },

  'what only some of the vendors can carry is refused before anything is sent, or everybody is named': async (
    trial,
  ) => {
    for (const poor of [0, 1]) {
      const started = await trial.start((at) => (at === poor ? poorVendor : {}));
      started.needsTwo();
      const sending = started.chat.sendDirect({ ...hello, readReceipt: true, to: people });
      const outcome: unknown = await started.run(sending.catch((error: unknown) => error));
      if (!ChatError.is(outcome)) continue;
      if (outcome.receipt === undefined) started.assertNothingSent('a message that one vendor cannot carry');
    }
  },
});
