import assert from 'node:assert/strict';
import { type BroadcastReceipt, ChatError } from '@polychat/core';
import { chatFamily } from '../chat-check.ts';
import { type ChatTrial, inTurn, type VendorBehaviours } from '../chat-trial.ts';
import type { CallFate } from '../inbox-vendor-options.ts';
import { hello } from '../people.ts';
import type { StartedChat } from '../started-chat.ts';

const message = { ...hello, audience: 'online' } as const;

interface Sent {
  readonly started: StartedChat;
  readonly receipt: BroadcastReceipt | undefined;
  readonly error?: ChatError;
}

async function broadcast(trial: ChatTrial, behaviours: VendorBehaviours): Promise<Sent> {
  const started = await trial.start(behaviours, 'broadcasts');
  const outcome: unknown = await started.run(
    started.chat.broadcast(message).catch((error: unknown) => error),
  );
  if (!(outcome instanceof Error)) return { started, receipt: outcome as BroadcastReceipt };
  assert.ok(ChatError.is(outcome), 'a broadcast is refused with what is no ChatError');
  const receipt = outcome.receipt && 'results' in outcome.receipt ? outcome.receipt : undefined;
  return { started, receipt, error: outcome };
}

/** How many broadcasts arrived at each vendor, by its name. */
const countsOf = ({ vendors }: StartedChat) =>
  new Map(
    vendors.map(({ name, posted }) => [name, posted.filter(({ command }) => command === 'broadcast').length]),
  );

export const broadcasts = chatFamily('broadcasts', {
  'every vendor that took a broadcast is in the receipt, once': async (trial) => {
    const { started, receipt } = await broadcast(trial, {});
    assert.ok(receipt, 'there is no receipt');
    const vias = receipt.results.map(({ via }) => via);
    assert.ok(vias.length > 0, 'nobody took it');
    assert.equal(new Set(vias).size, vias.length, 'a vendor is in the receipt twice');
    const counts = countsOf(started);
    for (const via of vias)
      assert.equal(counts.get(started.vendorNamed(via).name), 1, `${via} has not got it once`);
    if (started.copies > 1) return;
    for (const [name, count] of counts)
      assert.equal(count, vias.includes(name) ? 1 : 0, `${name} is not named`);
  },

  'it throws when nobody took it, and the error has the receipt': async (trial) => {
    for (const fate of ['forbidden', 'unavailable', 'not_sent'] as const) {
      const { receipt, error } = await broadcast(trial, { callFate: () => fate });
      assert.ok(error, `${fate}: a broadcast that nobody took does not throw`);
      assert.deepEqual(receipt?.results, [], `${fate}: the error has no receipt`);
      assert.notEqual(error.effect, 'unknown', `${fate}: it is left open what became of it`);
    }
  },

  'one of which nobody knows is not made again, and the error says so': async (trial) => {
    for (const fate of ['unknown', 'silent'] as const) {
      const { started, error } = await broadcast(trial, { callFate: () => fate });
      assert.equal(error?.effect, 'unknown', `${fate}: the error does not leave it open`);
      for (const [name, count] of countsOf(started)) {
        assert.ok(count <= 1, `${fate}: ${name} was asked ${count} times, and nobody knew`);
      }
    }
  },

  'one whose fate is unclear at a vendor is sent through no other for its sake': async (trial) => {
    const { started, receipt } = await broadcast(trial, {
      callFate: inTurn<CallFate>('unknown', 'answered'),
    });
    for (const [name, count] of countsOf(started)) assert.ok(count <= 1, `${name} was asked ${count} times`);
    const plain = await broadcast(trial, {});
    const usual = [...countsOf(plain.started).values()].reduce((sum, count) => sum + count, 0);
    const now = [...countsOf(started).values()].reduce((sum, count) => sum + count, 0);
    assert.ok(now <= usual, `${now} vendors were asked, and ${usual} are where nothing is unclear`);
    assert.ok(receipt, 'there is no receipt');
  },

  'a vendor that did not take it is named, where another did': async (trial) => {
    for (const fate of ['forbidden', 'unknown'] as const) {
      const { started, receipt } = await broadcast(trial, (at) => ({
        callFate: () => (at === 0 ? fate : 'answered'),
      }));
      started.needsTwo();
      const [first] = started.vendors;
      // Of a chat that writes to two, the receipt is that of one of them.
      const canTell = started.copies === 1 && first?.posted.length && receipt && receipt.results.length > 0;
      if (!canTell) {
        trial.untested.push(
          `a broadcast that one vendor took and another did not (${fate}): it never came to that`,
        );
        continue;
      }
      const list = fate === 'forbidden' ? receipt.failed : receipt.unconfirmed;
      const isNamed = list?.some(({ via }) => via === first.name) ?? false;
      assert.ok(isNamed, `${fate}: the vendor that did not certainly take it is not in the receipt`);
    }
  },
});
