import assert from 'node:assert/strict';
import { asDirect, badFields, badLists } from '../bad-messages.ts';
import { chatFamily } from '../chat-check.ts';
import type { ChatTrial } from '../chat-trial.ts';
import { problemsIn } from '../findings.ts';
import { hello, people } from '../people.ts';
import { assertRefused, poorVendor } from '../refused.ts';

async function assertChecked(trial: ChatTrial, what: string, message: unknown): Promise<void> {
  const { chat, reference, ...started } = await trial.start(poorVendor);
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

export const checkAndPreview = chatFamily('check and preview', {
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
