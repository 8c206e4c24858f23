import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { ChatError } from '@polychat/core';
import { settled } from '../../settled.ts';
import { assertEverybodyListed } from '../assertions.ts';
import { chatFamily } from '../chat-check.ts';
import type { ChatTrial } from '../chat-trial.ts';
import type { CallFate } from '../inbox-vendor-options.ts';
import { hello, note, people, secret, words } from '../people.ts';
import { readAll } from '../started-chat.ts';

const fates: readonly CallFate[] = ['answered', 'not_sent', 'unknown', 'silent', 'unavailable', 'forbidden'];
const letter = { ...hello, metadata: note };

/** Sends in every way while calls meet this, and returns all that comes back or is thrown. */
async function everything(trial: ChatTrial, fate: CallFate): Promise<readonly unknown[]> {
  const started = await trial.start({ callFate: () => fate, maxItems: 3 });
  const { chat } = started;
  const seen: unknown[] = [];
  const keep = async (act: () => unknown) => {
    const found: unknown = await started.run((async () => act())().catch((error: unknown) => error));
    seen.push(found);
  };
  await keep(() => chat.sendDirect({ ...letter, to: people }));
  await keep(() => readAll(chat.deliver(letter, people)));
  await keep(() => chat.sendBulk(letter, people).summary());
  await keep(() => chat.broadcast({ ...letter, audience: 'online' }));
  await keep(() => chat.registerUsers(people.map((userId) => ({ userId, name: words }))));
  await keep(() => Array.fromAsync(chat.preview({ ...letter, to: people })));
  await keep(() => chat.check({ ...letter, to: people }));
  const signal = AbortSignal.abort();
  await keep(() => chat.sendDirect({ ...letter, to: people }, { signal }));
  await keep(() => chat.sendDirect({ ...letter, from: words, to: [] }));
  return [...seen, ...started.events];
}

export const errors = chatFamily('errors', {
  'who reaches nobody gets an error with the whole receipt': async (trial) => {
    for (const fate of fates) {
      if (fate === 'answered') continue;
      const started = await trial.start({ callFate: () => fate });
      const { error, receipt } = await started.send(people);
      assert.ok(error, `${fate}: it does not throw, and nobody was accepted`);
      assertEverybodyListed(receipt, people);
    }
  },

  'what is thrown is a ChatError': async (trial) => {
    for (const fate of fates) {
      for (const found of await everything(trial, fate)) {
        if (found instanceof Error) assert.ok(ChatError.is(found), `${fate}: ${found.name} was thrown`);
      }
    }
  },

  "nothing that comes back shows the message's words, or a secret": async (trial) => {
    for (const fate of fates) {
      for (const found of await everything(trial, fate)) {
        const shown = `${inspect(found, { depth: 20, showHidden: true })} ${JSON.stringify(found)}`;
        for (const hidden of [words, note, secret]) {
          assert.ok(!shown.includes(hidden), `${fate}: ${hidden} can be seen`);
        }
      }
    }
  },

  'a problem that is shared by many is plain data': async (trial) => {
    const started = await trial.start({ callFate: () => 'forbidden' });
    const { receipt } = await started.run(settled(started.chat.sendDirect({ ...hello, to: people })));
    assert.deepEqual(
      JSON.parse(JSON.stringify(receipt.failed)),
      receipt.failed,
      'a receipt is no plain data',
    );
  },

  'no promise rejects that nobody looks at': async (trial) => {
    const unhandled: unknown[] = [];
    const listener = (reason: unknown) => void unhandled.push(reason);
    // Test runners end the run for one: here it is this rule that is broken, and no other.
    const others = process.rawListeners('unhandledRejection') as (() => void)[];
    process.removeAllListeners('unhandledRejection');
    process.on('unhandledRejection', listener);
    try {
      for (const fate of fates) await everything(trial, fate);
      for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    } finally {
      process.off('unhandledRejection', listener);
      for (const other of others) process.on('unhandledRejection', other);
    }
    assert.equal(unhandled.length, 0, `a promise has rejected unnoticed: ${String(unhandled[0])}`);
  },
});
