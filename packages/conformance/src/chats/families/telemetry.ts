import assert from 'node:assert/strict';
import { settled } from '../../settled.ts';
import { chatFamily } from '../chat-check.ts';
import { correlationId, hello, people } from '../people.ts';
import { readAll, type StartedChat } from '../started-chat.ts';

export const telemetry = chatFamily('telemetry', {
  'the correlation id reaches the hooks': async (trial) => {
    const started = await trial.start();
    const { chat } = started;
    const options = { correlationId };
    await started.send(people, options);
    await started.deliver(people, options);
    await started.run(readAll(chat.sendBulk(hello, people, options)));
    assertCorrelated(started);
  },

  'the correlation id of a broadcast and of a registration reaches the hooks': async (trial) => {
    const started = await trial.start({}, 'broadcasts', 'users');
    const options = { correlationId };
    await started.run(started.chat.broadcast({ ...hello, audience: 'online' }, options));
    await started.run(settled(started.chat.registerUsers([{ userId: 'ann' }], options)));
    assertCorrelated(started);
  },

  'warnings arrive': async (trial) => {
    const started = await trial.start({ lacks: ['readReceipt'] });
    const message = { ...hello, readReceipt: true };
    const options = { onUnsupported: 'warn' } as const;
    const expected = await started.run(started.reference.sendDirect({ ...message, to: people }, options));
    const codes = expected.warnings.map(({ code }) => code);
    assert.ok(codes.length > 0, 'there is nothing to warn of');
    const { receipt } = await started.send(people, options, message);
    assertIncludes(receipt.warnings, codes, 'a receipt');
    const bulk = started.chat.sendBulk(message, people, options);
    assertIncludes((await started.run(bulk.summary())).warnings, codes, 'a summary');
  },
});

function assertCorrelated({ events }: StartedChat): void {
  assert.ok(events.length > 0, 'no hook was called');
  for (const event of events) {
    assert.equal(event.correlationId, correlationId, `a hook of ${event.chat} has another correlation id`);
  }
}

function assertIncludes(
  warnings: readonly { readonly code: string }[],
  codes: readonly string[],
  where: string,
): void {
  const found = new Set(warnings.map(({ code }) => code));
  for (const code of codes) assert.ok(found.has(code), `the warning ${code} is not in ${where}`);
}
