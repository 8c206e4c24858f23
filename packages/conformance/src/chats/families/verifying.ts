import assert from 'node:assert/strict';
import { ChatError, type Verification } from '@polychat/core';
import { chatFamily } from '../chat-check.ts';
import type { CallFate } from '../inbox-vendor-options.ts';
import type { PostedCommand } from '../posted.ts';
import type { StartedChat } from '../started-chat.ts';

const fates: readonly CallFate[] = ['not_sent', 'unknown', 'silent', 'unavailable', 'forbidden'];
const ofReads = (fate: CallFate) => (command: PostedCommand) => (command === 'verify' ? fate : 'answered');

const verify = ({ chat, ...started }: StartedChat): Promise<readonly Verification[]> =>
  started.clock.finish(chat.verify({ maxAttempts: 1 }));

/** Fails where there is not one result for each chat that speaks to a vendor. */
function assertAllNamed(found: readonly Verification[], { vendors }: StartedChat): void {
  const names = found.map(({ via, vendor, app }) => `${via} ${vendor} ${app}`);
  const expected = vendors.map(({ name }) => `${name} ${name} app of ${name}`);
  assert.deepEqual(names.toSorted(), expected.toSorted(), 'there is not one result for each vendor');
  for (const { ok, problem } of found) {
    assert.equal(ok, problem === undefined, 'a result is ok, or has a problem');
  }
}

export const verifying = chatFamily('verifying', {
  'every vendor is asked once, and has a result': async (trial) => {
    const started = await trial.start();
    const found = await verify(started);
    assertAllNamed(found, started);
    assert.ok(
      found.every(({ ok }) => ok),
      'a vendor that takes the credentials is not ok',
    );
    for (const { name, posted } of started.vendors) {
      assert.deepEqual(
        posted.map(({ command }) => command),
        ['verify'],
        `${name} was asked something else`,
      );
    }
  },

  'whatever a vendor does, nothing is thrown': async (trial) => {
    for (const fate of fates) {
      const started = await trial.start({ callFate: ofReads(fate) });
      const found = await verify(started);
      assertAllNamed(found, started);
      assert.ok(!found.some(({ ok }) => ok), `${fate}: a vendor that did not answer well is ok`);
    }
  },

  'one vendor does not hide how the others stand': async (trial) => {
    const started = await trial.start((at) => ({ callFate: ofReads(at === 0 ? 'forbidden' : 'answered') }));
    started.needsTwo();
    const found = await verify(started);
    assertAllNamed(found, started);
    for (const { via, ok } of found)
      assert.equal(ok, via !== started.vendors[0]?.name, `${via}: ok is ${ok}`);
  },

  'wrong options, and a closed chat, are refused': async (trial) => {
    const started = await trial.start();
    const { chat, clock } = started;
    const refused = async (what: string, asking: Promise<unknown>) => {
      const error: unknown = await clock.finish(
        asking.then(
          () => undefined,
          (thrown: unknown) => thrown,
        ),
      );
      assert.ok(ChatError.is(error) && error.code === 'misconfigured', `${what} is not refused`);
    };
    await refused('an option that does not fit', chat.verify({ maxAttempts: 0 }));
    started.assertNothingSent('options that do not fit');
    await clock.finish(chat.close());
    await refused('a closed chat', chat.verify());
  },
});
