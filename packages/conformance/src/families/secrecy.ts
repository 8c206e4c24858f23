import assert from 'node:assert/strict';
import { tracingChannel } from 'node:diagnostics_channel';
import { inspect } from 'node:util';
import type { Chat, Content, Hooks } from '@polychat/core';
import { family } from '../check.ts';
import { everyVendorCall } from '../every-call.ts';
import { withoutPaths } from '../paths.ts';
import { ann, bob, carol, invite, stranger } from '../people.ts';
import { fieldSamples, push, rareText, rareWords, samples, text } from '../samples.ts';
import { carries, keepsField, reaches } from '../support.ts';
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
      // A token stands behind the name of its kind.
      .flatMap(([, value]) => [value, ...value.split(' ')]),
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

/** A message with as many texts as the vendor takes, and as can go together. */
function fullMessage(trial: Trial, content: Content = text) {
  const { direct } = trial.adapter.capabilities;
  const { metadata } = fieldSamples;
  const full = {
    ...message,
    content,
    ...(keepsField(direct, 'metadata', metadata) ? { metadata } : {}),
    ...(keepsField(direct, 'push', push) ? { push } : {}),
  };
  const { unsupported } = trial.planDirect(full);
  return withoutPaths(
    full,
    unsupported.map(({ field }) => field),
  );
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
    const { capabilities, plan, session } = trial.adapter;
    const calls = [
      trial.directCall(full, [bob]).call,
      trial.directCall(full, [bob, carol]).call,
      ...everyVendorCall(trial, message),
    ];
    await invite(trial);
    for (const call of calls) {
      assertHidden(trial, call, `a call of ${call.endpoint}`, texts);
      await trial.attempt(call);
      assertHidden(trial, call, `a call of ${call.endpoint}, once it was made,`, texts);
      assertHidden(trial, call.describe(), `what a call of ${call.endpoint} says of its body`, texts);
    }
    assertHidden(trial, trial.planDirect(full), 'a plan', texts);
    if (reaches(capabilities, 'online')) {
      const planned = trial.planAudience({ ...message, audience: 'online' });
      assertHidden(trial, planned, 'the plan of a broadcast', texts);
    }
    if (plan.users) assertHidden(trial, trial.planUsers(), 'the plan of a registration', texts);
    if (session) assertHidden(trial, session, 'the source of sessions', texts);
    assertHidden(trial, trial.adapter, 'the adapter', texts);
  },

  'a chat and what it returns show nothing': async (trial) => {
    await invite(trial);
    const chat = trial.chat();
    const receipt = await chat.sendDirect({ ...fullMessage(trial), to: [bob, carol, stranger] });
    assertHidden(trial, receipt, 'a receipt', texts);
    assertHidden(trial, chat, 'a chat', texts);
    if (!trial.adapter.plan.users) return;
    assertHidden(trial, await chat.registerUsers([{ userId: bob }]), 'a receipt of users', texts);
  },

  'a preview shows neither texts nor secrets': async (trial) => {
    await invite(trial);
    const chat = trial.chat();
    const { capabilities } = trial.adapter;
    await chat.sendDirect({ ...message, to: bob });
    for (const content of Object.values(samples)) {
      const words = [...texts, 'cdn.example', 'second part', 'typing'];
      if (carries(capabilities.direct, content.type)) {
        for await (const call of chat.preview({ ...fullMessage(trial, content), to: [bob, carol] })) {
          assertHidden(trial, call, `a preview of ${content.type} content`, words);
        }
      }
      if (carries(capabilities.audience, content.type) && reaches(capabilities, 'online')) {
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
    const hooks: Required<Hooks> = {
      sendStart: keep,
      sendEnd: keep,
      request: keep,
      reply: keep,
      repeat: keep,
      waitStart: keep,
      wait: keep,
    };
    const chat = trial.chat({ hooks, timeoutMs: trial.silenceMs });
    for (const fault of faults) {
      await trial.double.failNext(fault);
      await errorOf(chat.sendDirect({ ...fullMessage(trial), to: [bob, carol] }));
    }
    assert.ok(events.length > 4 * faults.length, 'the hooks were not called');
    assertHidden(trial, events, 'a hook event', texts);
  },

  'what is traced shows nothing': async (trial) => {
    await invite(trial);
    const contexts: unknown[] = [];
    const channels = ['polychat:send', 'polychat:call'].map((name) => tracingChannel(name));
    const keep = (context: unknown) => {
      contexts.push(context);
    };
    const listeners = { start: keep, end: keep, asyncStart: keep, asyncEnd: keep, error: keep };
    for (const channel of channels) channel.subscribe(listeners);
    try {
      const chat = trial.chat({ timeoutMs: trial.silenceMs });
      for (const fault of faults) {
        await trial.double.failNext(fault);
        await errorOf(chat.sendDirect({ ...fullMessage(trial), to: [bob, carol] }));
      }
    } finally {
      for (const channel of channels) channel.unsubscribe(listeners);
    }
    assert.ok(contexts.length > 4 * faults.length, 'nothing was traced');
    assertHidden(trial, contexts, 'what is traced', texts);
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
      { ...message, vendor: { [trial.adapter.vendor]: { noSuchField: rareText } }, to: bob },
    ];
    for (const each of refused) {
      assertHidden(trial, chat.check(each), 'a problem');
      assertHidden(trial, await errorOf(chat.sendDirect(each)), 'an error');
    }
  },
});
