import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { badFields } from '../bad-messages.ts';
import { chatFamily } from '../chat-check.ts';
import { inTurn, toMessages } from '../chat-trial.ts';
import { problemsIn } from '../findings.ts';
import type { CallFate } from '../inbox-vendor-options.ts';
import { watchCalls } from '../kept-calls.ts';
import { correlationId, note, secret, words } from '../people.ts';
import { assertRefused, poorVendor } from '../refused.ts';
import {
  assertTold,
  type ConversationKind,
  conversationKinds,
  ended,
  endOf,
  messageTo,
  sendTo,
} from '../sent-conversation.ts';
import { silent, slackMs } from '../timed-sends.ts';

/** What breaks a rule in a message of this kind. */
const badFieldsOf = (kind: ConversationKind): Readonly<Record<string, object>> => ({
  ...badFields,
  'no id': { [`${kind}Id`]: undefined },
  'an empty id': { [`${kind}Id`]: '' },
  'an id that is a number': { [`${kind}Id`]: 7 },
  recipients: { to: ['ann'] },
  ...(kind === 'group'
    ? {
        'mentions of nobody': { mentions: {} },
        'a mention that is a number': { mentions: { users: ['ann', 7] } },
        'targets without a list': { targets: {} },
      }
    : { mentions: { mentions: { everyone: true } } }),
});

export const conversationOptions = chatFamily('conversations, and what is asked of them', {
  'a bad message is refused before anything is sent, and the error names the field': async (trial) => {
    await trial.start({}, 'conversations');
    for (const kind of conversationKinds) {
      for (const [what, fields] of Object.entries(badFieldsOf(kind))) {
        await assertRefused(trial, what, (chat) => sendTo(chat, kind, fields));
        await assertRefused(trial, what, (chat) => Array.fromAsync(chat.preview(messageTo(kind, fields))));
      }
    }
  },

  'check finds what a send would refuse, and preview shows a call; neither sends': async (trial) => {
    for (const kind of conversationKinds) {
      const started = await trial.start(poorVendor, 'conversations');
      for (const fields of [{}, ...Object.values(badFieldsOf(kind))]) {
        const message = messageTo(kind, fields);
        const expected = problemsIn(started.reference.check(message));
        // Without an id it is a message to nobody.
        if (message[`${kind}Id` as keyof typeof message] === undefined) continue;
        assert.deepEqual(problemsIn(started.chat.check(message)), expected, 'check finds something else');
      }
      const calls = await started.run(Array.fromAsync(started.chat.preview(messageTo(kind))));
      assert.ok(
        calls.some(({ endpoint }) => endpoint === kind),
        'preview shows no call',
      );
      started.assertNothingSent('check and preview');
    }
  },

  'a signal ends it at once, with its reason as the cause, and one that has aborted lets nothing leave':
    async (trial) => {
      for (const kind of conversationKinds) {
        const before = await trial.start({}, 'conversations');
        assert.equal((await endOf(before, kind, { signal: AbortSignal.abort() })).error?.code, 'aborted');
        before.assertNothingSent('what was cancelled before');
        const started = await trial.start(silent);
        const cancelled = new AbortController();
        const reason = new Error('the user has left');
        started.clock.schedule(() => cancelled.abort(reason), 300);
        const { value, tookMs } = await started.timed(ended(started, kind, { signal: cancelled.signal }));
        assert.ok(tookMs <= 300 + slackMs, `it took ${tookMs} ms, and may take 300`);
        assert.deepEqual([value.error?.code, value.error?.cause], ['aborted', reason]);
      }
    },

  'it ends by its deadline, and is tried no more often than it allows': async (trial) => {
    for (const kind of conversationKinds) {
      const options = { deadlineMs: 2_000, timeoutMs: 1_500 };
      const late = await trial.start(silent, 'conversations');
      const { value, tookMs } = await late.timed(ended(late, kind, options));
      assert.equal(value.error?.code, 'timeout');
      assert.ok(tookMs <= options.deadlineMs + slackMs, `it took ${tookMs} ms, and may take 2000`);
      const once = await trial.start({ callFate: toMessages(() => 'unavailable') });
      await endOf(once, kind, { maxAttempts: 1 });
      for (const { name, posted } of once.vendors) {
        const asked = posted.filter(({ command }) => command === kind).length;
        assert.ok(asked <= 1, `${name} was asked ${asked} times`);
      }
    }
  },

  'its call is kept before it leaves, and goes on from its record without a copy': async (trial) => {
    for (const kind of conversationKinds) {
      const { records, journal, missing, behaviourOf } = watchCalls();
      const callFate = toMessages(inTurn<CallFate>('unknown', 'unknown', 'answered'));
      const started = await trial.start(
        (at) => ({ ...behaviourOf(at), dedupWindowMs: 60_000, callFate }),
        'conversations',
        'resume',
      );
      await endOf(started, kind, { journal, correlationId, maxAttempts: 1 });
      await started.clock.advance(20_000);
      assert.deepEqual(missing, [], 'calls left that are not in the journal');
      const kept = records.filter(({ operation }) => operation === kind);
      assert.ok(kept.length > 0, 'nothing is in the journal');
      for (const record of kept) {
        assert.equal(record.correlationId, correlationId, 'a record has another correlation id');
        const outcomes = await started.run(started.chat.resume(record));
        assert.deepEqual(
          outcomes.map(({ userId, index, status, via }) => [userId, index, status, via]),
          [['', 0, 'accepted', record.chat]],
        );
      }
      assertTold(started, kind, {});
    }
  },

  'the correlation id reaches the hooks': async (trial) => {
    for (const kind of conversationKinds) {
      const started = await trial.start({}, 'conversations');
      await endOf(started, kind, { correlationId });
      assert.ok(
        started.events.some(({ operation }) => operation === kind),
        'no hook was called',
      );
      for (const event of started.events) {
        assert.equal(
          event.correlationId,
          correlationId,
          `a hook of ${event.chat} has another correlation id`,
        );
      }
    }
  },

  'close waits for it, and a closed chat refuses it': async (trial) => {
    for (const kind of conversationKinds) {
      const { promise: opened, resolve: open } = Promise.withResolvers<void>();
      const started = await trial.start({ beforeReply: () => opened }, 'conversations');
      const sending = ended(started, kind);
      await started.clock.advance(100);
      let isClosed = false;
      const closed = started.chat.close().then(() => {
        isClosed = true;
      });
      await started.clock.advance(100);
      assert.equal(isClosed, false, 'close has resolved while a message is under way');
      open();
      assert.ok((await sending).receipt, 'the message that was under way has failed');
      await started.run(closed);
      const before = started.posted().length;
      assert.equal(
        (await endOf(started, kind)).error?.code,
        'misconfigured',
        'a closed chat refuses nothing',
      );
      assert.equal(started.posted().length, before, 'a closed chat has sent something');
    }
  },

  "nothing that comes back shows the message's words, or a secret": async (trial) => {
    for (const kind of conversationKinds) {
      for (const fate of ['answered', 'not_sent', 'unknown', 'silent', 'unavailable', 'forbidden'] as const) {
        const started = await trial.start({ callFate: () => fate }, 'conversations');
        const fields = { metadata: note };
        const seen = await started.run(
          Promise.all([
            sendTo(started.chat, kind, fields).catch((error: unknown) => error),
            Array.fromAsync(started.chat.preview(messageTo(kind, fields))),
          ]),
        );
        const shown = `${inspect([seen, started.events], { depth: 20, showHidden: true })} ${JSON.stringify(seen)}`;
        for (const hidden of [words, note, secret]) {
          assert.ok(!shown.includes(hidden), `${fate}: ${hidden} can be seen`);
        }
      }
    }
  },
});
