import assert from 'node:assert/strict';
import { type Chat, ChatError } from '@polychat/core';
import { settled } from '../../settled.ts';
import { assertEverybodyListed, assertEverybodyStreamed } from '../assertions.ts';
import { chatFamily } from '../chat-check.ts';
import { toMessages } from '../chat-trial.ts';
import { crowd, hello, people } from '../people.ts';
import { readAll, type StartedChat } from '../started-chat.ts';

/** What must be refused by a chat that is closed. */
const verbs: Readonly<Record<string, (chat: Chat) => unknown>> = {
  sendDirect: (chat) => chat.sendDirect({ ...hello, to: 'ann' }),
  deliver: (chat) => readAll(chat.deliver(hello, ['ann'])),
  sendBulk: (chat) => readAll(chat.sendBulk(hello, ['ann'])),
  broadcast: (chat) => chat.broadcast({ ...hello, audience: 'online' }),
  registerUsers: (chat) => chat.registerUsers([{ userId: 'ann' }]),
};

async function assertClosed(started: StartedChat, chat: Chat, whose: string): Promise<void> {
  for (const [name, verb] of Object.entries(verbs)) {
    const act = async () => verb(chat);
    const thrown: unknown = await started.run(
      act().then(
        () => undefined,
        (error: unknown) => error,
      ),
    );
    assert.ok(ChatError.is(thrown), `${name} of ${whose} is not refused`);
    assert.equal(thrown.code, 'misconfigured', `${name} of ${whose} is refused with another code`);
  }
  started.assertNothingSent(`${whose} that is closed`);
}

/** Something that happens when it is told to. */
function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  const { promise: opened, resolve: open } = Promise.withResolvers<void>();
  return { opened, open };
}

export const closing = chatFamily('closing', {
  'a closed chat refuses every send': async (trial) => {
    const started = await trial.start();
    await started.run(started.chat.close());
    await assertClosed(started, started.chat, 'a chat');
    await started.run(started.chat.close());
  },

  'the chats that it is made of are closed with it': async (trial) => {
    const started = await trial.start();
    await started.run(started.chat.close());
    for (const vendor of started.vendors) await assertClosed(started, vendor.chat, vendor.name);
  },

  'close waits for a send that is under way, which ends as if nothing were': async (trial) => {
    const { opened, open } = gate();
    const started = await trial.start({ beforeReply: () => opened });
    const sending = settled(started.chat.sendDirect({ ...hello, to: people }));
    await started.clock.advance(100);
    let isClosed = false;
    const closed = started.chat.close().then(() => {
      isClosed = true;
    });
    await started.clock.advance(100);
    assert.equal(isClosed, false, 'close has resolved while a send is under way');
    open();
    const { receipt } = await started.run(sending);
    await started.run(closed);
    assertEverybodyListed(receipt, people);
    assert.equal(receipt.accepted.length, people.length, 'not everybody was accepted');
  },

  'a stream pulls no more once the chat is being closed, and everybody who was pulled is named': async (
    trial,
  ) => {
    const started = await trial.start({ maxItems: 3 });
    let pulled = 0;
    const source = (async function* () {
      for (const userId of crowd(12_000)) {
        pulled += 1;
        yield userId;
        if (pulled === 50) void started.chat.close();
      }
    })();
    const outcomes = await started.run(readAll(started.chat.deliver(hello, source)));
    assert.equal(outcomes.length, pulled, 'not everybody who was pulled has an outcome');
    assert.ok(pulled < 10_000, `${pulled} were pulled after the chat was closed`);
    await started.run(started.chat.close());
  },

  'with drainMs, close does not wait longer, and what is left of a stream is cancelled': async (trial) => {
    const started = await trial.start({ callFate: toMessages(() => 'silent'), maxItems: 3 });
    const options = { timeoutMs: 60_000, deadlineMs: 120_000 };
    const list = settled(started.chat.sendDirect({ ...hello, to: people }, options));
    // It is looked at in the end.
    list.catch(() => {});
    const stream = readAll(started.chat.deliver(hello, people, options));
    await started.clock.advance(100);
    const { tookMs } = await started.timed(started.chat.close({ drainMs: 2_000 }));
    assert.ok(tookMs <= 3_100, `close took ${tookMs} ms`);
    const { tookMs: moreMs, value: outcomes } = await started.timed(stream);
    assert.ok(moreMs <= 1_000, `a stream went on for ${moreMs} ms`);
    assertEverybodyStreamed(outcomes, people);
    // A single call may be let end.
    const { receipt } = await started.run(list);
    assertEverybodyListed(receipt, people);
  },

  'close refuses bad options': async (trial) => {
    const { chat, clock } = await trial.start();
    const error: unknown = await clock.finish(
      chat.close({ drainMs: -1 }).then(
        () => undefined,
        (reason: unknown) => reason,
      ),
    );
    assert.ok(ChatError.is(error), 'drainMs: -1 is not refused');
    assert.equal(error.field, 'drainMs');
  },
});
