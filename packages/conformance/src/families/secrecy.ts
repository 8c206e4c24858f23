import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import type { Chat, Content, Hooks } from '@polychat/core';
import { family } from '../check.ts';
import { ann, bob, carol, invite, stranger } from '../people.ts';
import { fieldSamples, push, rareText, rareWords, samples, text } from '../samples.ts';
import type { Trial } from '../trial.ts';
import type { DoubleFault } from '../vendor-double.ts';

/** Everything that a log line, a debugger or a report could show of a value. */
function shown(value: unknown): string {
  const looked = inspect(value, {
    depth: Number.POSITIVE_INFINITY,
    showHidden: true,
    getters: true,
    maxArrayLength: null,
    maxStringLength: null,
  });
  return `${looked}\n${JSON.stringify(value) ?? ''}\n${String(value)}\n${value instanceof Error ? value.stack : ''}`;
}

const headersWithoutSecret = ['content-type', 'accept', 'user-agent'];

/** Secrets, signatures and tokens: what was given, and what stands in the requests that were made. */
function secretsOf({ secrets, transport }: Trial): readonly string[] {
  const sent = transport.exchanges.flatMap(({ request: { url, headers } }) => [
    url,
    ...new URL(url).searchParams.values(),
    ...Object.entries(headers)
      .filter(([name]) => !headersWithoutSecret.includes(name.toLowerCase()))
      .map(([, value]) => value),
  ]);
  // A long value without a digit is a name, such as that of a command.
  return [...secrets, ...sent.filter((value) => value.length >= 16 && /\d/.test(value))];
}

function assertHidden(
  trial: Trial,
  value: unknown,
  what: string,
  texts: readonly string[] = rareWords,
): void {
  const look = shown(value);
  const plain = look.toLowerCase();
  for (const secret of secretsOf(trial)) {
    const isShown = look.includes(secret) || look.includes(encodeURIComponent(secret));
    assert.ok(!isShown, `${what} shows a secret, a signature or a signed URL`);
  }
  for (const word of texts)
    assert.ok(!plain.includes(word.toLowerCase()), `${what} shows what the message says`);
}

const message = { from: ann, content: text };

/** A message with as many texts as the vendor takes. A signal reaches nobody whose phone could show a push. */
function fullMessage({ adapter }: Trial, content: Content = text) {
  const { fields } = adapter.capabilities.direct;
  return {
    ...message,
    content,
    ...(fields.metadata === 'yes' ? { metadata: fieldSamples.metadata } : {}),
    ...(fields.push === 'yes' && content.type !== 'signal' ? { push } : {}),
  };
}

const texts = [...rareWords, fieldSamples.metadata, 'crossing'];

const faults: readonly DoubleFault[] = [
  { kind: 'silence', when: 'before' },
  { kind: 'reset', when: 'after' },
  { kind: 'html', when: 'before' },
  { kind: 'truncated' },
  { kind: 'internal_error', when: 'before' },
  { kind: 'too_fast' },
  { kind: 'signature_refused' },
  { kind: 'recipient_refused', userId: bob },
];

async function errorOf(sending: Promise<unknown>): Promise<unknown> {
  return sending.catch((error: unknown) => error);
}

/** Nobody who looks at an object, an error or an event sees a secret or what a message says. */
export const secrecy = family('secrecy', {
  'the adapter, its plans and its calls show nothing': async (trial) => {
    const full = fullMessage(trial);
    const { broadcast } = trial.adapter.capabilities;
    const plan = trial.planDirect(full);
    const calls = [
      trial.directCall(full, [bob]),
      trial.directCall(full, [bob, carol]),
      trial.usersCall([{ userId: bob }]),
      ...(broadcast.audiences.online === 'yes'
        ? [trial.broadcastCall({ ...message, audience: 'online' as const })]
        : []),
    ];
    await invite(trial);
    for (const call of calls) {
      assertHidden(trial, call, `a call of ${call.endpoint}`, texts);
      await trial.attempt(call);
      assertHidden(trial, call, `a call of ${call.endpoint}, once it was made,`, texts);
    }
    assertHidden(trial, plan, 'a plan', texts);
    assertHidden(
      trial,
      trial.planBroadcast({ ...message, audience: 'online' }),
      'the plan of a broadcast',
      texts,
    );
    assertHidden(trial, trial.adapter.planUsers(trial.context), 'the plan of a registration', texts);
    assertHidden(trial, trial.adapter, 'the adapter', texts);
  },

  'a chat and what it returns show nothing': async (trial) => {
    await invite(trial);
    const chat = trial.chat();
    const receipt = await chat.sendDirect({ ...fullMessage(trial), to: [bob, carol, stranger] });
    assertHidden(trial, receipt, 'a receipt', texts);
    assertHidden(trial, await chat.registerUsers([{ userId: bob }]), 'a receipt of users', texts);
  },

  'a preview shows neither texts nor secrets': async (trial) => {
    await invite(trial);
    const chat = trial.chat();
    const { direct, broadcast } = trial.adapter.capabilities;
    await chat.sendDirect({ ...message, to: bob });
    for (const content of Object.values(samples)) {
      const words = [...texts, 'cdn.example', 'second part', 'typing'];
      if (direct.content[content.type] === 'yes') {
        for await (const call of chat.preview({ ...fullMessage(trial, content), to: [bob, carol] })) {
          assertHidden(trial, call, `a preview of ${content.type} content`, words);
        }
      }
      if (broadcast.content[content.type] === 'yes' && broadcast.audiences.online === 'yes') {
        for await (const call of chat.preview({ ...message, content, audience: 'online' })) {
          assertHidden(trial, call, `a preview of a broadcast of ${content.type} content`, words);
        }
      }
    }
  },

  'hook events show nothing': async (trial) => {
    await invite(trial);
    const events: unknown[] = [];
    const keep = (event: unknown) => events.push(event);
    const hooks: Hooks = { request: keep, reply: keep, repeat: keep, wait: keep };
    const chat = trial.chat({ hooks, timeoutMs: trial.silenceMs });
    for (const fault of faults) {
      await trial.double.failNext(fault);
      await errorOf(chat.sendDirect({ ...fullMessage(trial), to: [bob, carol] }));
    }
    assert.ok(events.length > 2 * faults.length, 'the hooks were not called');
    assertHidden(trial, events, 'a hook event', texts);
  },

  'errors show nothing, whatever went wrong': async (trial) => {
    await invite(trial);
    const chat = trial.chat({ timeoutMs: trial.silenceMs, retry: { maxAttempts: 1 } });
    for (const fault of faults) {
      for (const to of [[bob], [bob, carol]]) {
        await trial.double.failNext(fault);
        const outcome = await errorOf(chat.sendDirect({ ...fullMessage(trial), to }));
        assertHidden(trial, outcome, `what comes of ${fault.kind}`, texts);
      }
    }
  },

  'errors do not repeat what the vendor quotes of the message': async (trial) => {
    await invite(trial);
    const chat = trial.chat({ retry: { maxAttempts: 1 } });
    for (const to of [[bob], [bob, carol]]) {
      await trial.double.failNext({ kind: 'refused', words: `"${rareText}" is not allowed here` });
      const outcome = await errorOf(chat.sendDirect({ ...message, to }));
      assertHidden(trial, outcome, 'the error of a refusal that quotes the message');
    }
  },

  'refusals before the wire show nothing': async (trial) => {
    await invite(trial);
    const chat = trial.chat();
    const long = `${rareText} `.repeat(5_000);
    const refused: readonly Parameters<Chat['sendDirect']>[0][] = [
      { ...message, content: { type: 'text', text: long }, to: bob },
      { ...message, content: { type: 'custom', data: long }, to: bob },
      { ...message, metadata: long, to: bob },
      { ...message, push: { title: long, body: long }, to: bob },
      { ...message, from: `${rareText} ${rareText} ${rareText}`, to: bob },
      { ...message, vendor: { [trial.adapter.vendorKey]: { noSuchField: rareText } }, to: bob },
    ];
    for (const each of refused) {
      assertHidden(trial, chat.check(each), 'a problem');
      assertHidden(trial, await errorOf(chat.sendDirect(each)), 'an error');
    }
  },
});
