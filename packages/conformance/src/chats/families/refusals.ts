import assert from 'node:assert/strict';
import { type Chat, ChatError, type CheckFinding, type Problem } from '@polychat/core';
import { chatFamily } from '../chat-check.ts';
import type { ChatTrial, VendorBehaviour } from '../chat-trial.ts';
import { hello, people } from '../people.ts';
import type { StartedChat } from '../started-chat.ts';
import {
  asBroadcast,
  asDirect,
  asMessage,
  asOptions,
  badFields,
  badLists,
  badOptions,
} from './bad-messages.ts';

const vendor: VendorBehaviour = { lacks: ['readReceipt'] };

type Verb = (chat: Chat) => unknown;

/** The error of something that must be refused, whether it throws at once or later. */
async function refused(started: StartedChat, verb: Verb, chat: Chat, what: string): Promise<ChatError> {
  const act = async () => verb(chat);
  const thrown: unknown = await started.run(
    act().then(
      () => undefined,
      (error: unknown) => error ?? 'nothing',
    ),
  );
  assert.ok(thrown !== undefined, `${what} is not refused`);
  assert.ok(ChatError.is(thrown), `${what} is refused with what is no ChatError`);
  return thrown;
}

/** Fails unless the chat refuses it as a chat with one vendor does, and nothing is sent. */
async function assertRefused(trial: ChatTrial, what: string, verb: Verb): Promise<void> {
  const started = await trial.start(vendor);
  const { code, field } = await refused(started, verb, started.reference, what);
  const found = await refused(started, verb, started.chat, what);
  await started.clock.advance(60_000);
  started.assertNothingSent(what);
  assert.equal(found.code, code, `${what} is refused with another code`);
  assert.equal(found.field, field, `${what}: the error does not name the field`);
}

/** What of a message would be refused. Several chats may say it each in their own words. */
const problemsIn = (findings: readonly CheckFinding[]) => {
  const problems = findings.filter((finding): finding is Problem => finding.effect !== undefined);
  return [...new Set(problems.map(({ code, field }) => `${code} ${field}`))].toSorted();
};

async function assertChecked(trial: ChatTrial, what: string, message: unknown): Promise<void> {
  const { chat, reference, ...started } = await trial.start(vendor);
  const expected = problemsIn(reference.check(asDirect(message)));
  assert.deepEqual(
    problemsIn(chat.check(asDirect(message))),
    expected,
    `${what}: check finds something else`,
  );
  assert.equal(
    started.vendors.flatMap(({ posted }) => posted).length,
    0,
    `${what}: check has sent something`,
  );
}

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
      const started = await trial.start((at) => (at === poor ? vendor : {}));
      started.needsTwo();
      const sending = started.chat.sendDirect({ ...hello, readReceipt: true, to: people });
      const outcome: unknown = await started.run(sending.catch((error: unknown) => error));
      if (!ChatError.is(outcome)) continue;
      if (outcome.receipt === undefined) started.assertNothingSent('a message that one vendor cannot carry');
    }
  },
});

export const planning = chatFamily('check and preview', {
  'check finds what a send would refuse, and sends nothing': async (trial) => {
    for (const [what, fields] of Object.entries(badFields)) {
      await assertChecked(trial, what, { ...hello, to: people, ...fields });
    }
    for (const [what, to] of Object.entries(badLists)) await assertChecked(trial, what, { ...hello, to });
  },

  'check finds nothing in a good message': async (trial) => {
    await assertChecked(trial, 'a good message', { ...hello, to: people });
    await assertChecked(trial, 'a good message to one', { ...hello, to: 'ann' });
  },

  'preview names every recipient, by the id that you gave, and sends nothing': async (trial) => {
    const started = await trial.start({ maxItems: 3 });
    const calls = await started.run(Array.fromAsync(started.chat.preview({ ...hello, to: people })));
    const named = calls.flatMap((call) => call.recipients);
    assert.deepEqual(
      [...new Set(named)].toSorted(),
      [...people].toSorted(),
      'preview names other recipients',
    );
    assert.ok(named.length <= people.length * started.copies, 'preview names somebody twice');
    started.assertNothingSent('preview');
  },

  'preview refuses what a send would refuse': async (trial) => {
    for (const [what, fields] of Object.entries(badFields)) {
      const message = asDirect({ ...hello, to: people, ...fields });
      await assertRefused(trial, what, (chat) => Array.fromAsync(chat.preview(message)));
    }
  },

  'preview of a broadcast shows a call, and sends nothing': async (trial) => {
    const started = await trial.start({}, 'broadcasts');
    const calls = await started.run(Array.fromAsync(started.chat.preview({ ...hello, audience: 'online' })));
    assert.ok(calls.length > 0, 'preview shows no call');
    started.assertNothingSent('preview');
  },

  'a stream that is never read sends nothing': async (trial) => {
    const started = await trial.start();
    started.chat.deliver(hello, people);
    started.chat.sendBulk(hello, people);
    await started.clock.advance(60_000);
    started.assertNothingSent('a stream that nobody reads');
  },
});
