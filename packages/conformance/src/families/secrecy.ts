import assert from 'node:assert/strict';
import { tracingChannel } from 'node:diagnostics_channel';
import type { Chat, Content, Hooks } from '@polychat/core';
import type { SignContext } from '@polychat/core/adapter';
import { family } from '../check.ts';
import { everyVendorCall } from '../every-call.ts';
import { assertHidden } from '../hidden.ts';
import { withoutPaths } from '../paths.ts';
import { fieldSamples, push, rareText, rareWords, samples, text } from '../samples.ts';
import { settled, statusOf } from '../settled.ts';
import { carries, keepsField, reaches } from '../support.ts';
import type { Trial } from '../trial.ts';
import type { DoubleFault } from '../vendor-double.ts';

/** A message with as many texts as the vendor takes, and as can go together. */
function fullMessage(trial: Trial, content: Content = text) {
  const { direct } = trial.adapter.capabilities;
  const { metadata } = fieldSamples;
  const full = {
    ...trial.message,
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

/** What can go wrong with a message to one user. */
const faultsOf = (trial: Trial): readonly DoubleFault[] =>
  trial.faults([
    { kind: 'silence', when: 'before' },
    { kind: 'reset', when: 'after' },
    { kind: 'html', when: 'before' },
    { kind: 'truncated' },
    { kind: 'internal_error', when: 'before' },
    { kind: 'too_fast' },
    { kind: 'signature_refused' },
    { kind: 'recipient_refused', userId: trial.bob },
  ]);

/** Contexts that no engine makes, but in which somebody may trip. */
const oddContexts: readonly Partial<SignContext>[] = [
  { now: Number.NaN },
  { now: -1 },
  { now: Number.POSITIVE_INFINITY },
  { random: () => Number.NaN },
  { random: () => 2 ** 32 - 1 },
  { renewSignature: true },
  { sessionToken: undefined },
  { sessionToken: '' },
  { sessionToken: 'a token with\nline breaks and ü' },
];

/** What signing throws, or undefined. */
async function thrownBy(sign: () => unknown): Promise<unknown> {
  try {
    await sign();
  } catch (error) {
    return error;
  }
  return undefined;
}

async function errorOf(sending: Promise<unknown>): Promise<unknown> {
  return sending.catch((error: unknown) => error);
}

/** Nobody who looks at an object, an error or an event sees a secret or what a message says. */
export const secrecy = family('secrecy', {
  'the adapter, its plans and its calls show nothing': async (trial) => {
    const full = fullMessage(trial);
    const { capabilities, plan, session } = trial.adapter;
    const calls = [
      trial.directCall(full, [trial.bob]).call,
      trial.directCall(full, [trial.bob, trial.carol]).call,
      ...everyVendorCall(trial, trial.message),
    ];
    await trial.invite();
    for (const call of calls) {
      assertHidden(trial, call, `a call of ${call.endpoint}`, texts);
      await trial.attempt(call);
      assertHidden(trial, call, `a call of ${call.endpoint}, once it was made,`, texts);
      assertHidden(trial, call.describe(), `what a call of ${call.endpoint} says of its body`, texts);
    }
    assertHidden(trial, trial.planDirect(full), 'a plan', texts);
    if (reaches(capabilities, 'online')) {
      const planned = trial.planAudience({ ...trial.message, audience: 'online' });
      assertHidden(trial, planned, 'the plan of a broadcast', texts);
    }
    if (plan.users) assertHidden(trial, trial.planUsers(), 'the plan of a registration', texts);
    if (session) assertHidden(trial, session, 'the source of sessions', texts);
    assertHidden(trial, trial.adapter, 'the adapter', texts);
  },

  'what signing throws shows nothing': async (trial) => {
    for (const call of everyVendorCall(trial, trial.message)) {
      for (const odd of oddContexts) {
        const context = { ...(await trial.signContext(call)), ...odd };
        const thrown = await thrownBy(() => call.target(context));
        assertHidden(trial, thrown, `what signing ${call.endpoint} throws`, texts);
      }
    }
  },

  'a secret that cannot be read, or is none, is said without showing it': async (trial) => {
    const { withSecret } = trial.subject;
    if (!withSecret) {
      trial.untested.push('a secret that cannot be read: the subject has no withSecret()');
      return;
    }
    await trial.invite();
    const words = `the vault says ${rareText}`;
    const secrets: readonly (() => Promise<string>)[] = [
      () => Promise.reject(new Error(words)),
      () => Promise.reject(words),
      () => Promise.resolve(''),
      () =>
        Promise.resolve(
          `${rareText} is not the shape of any secret, whatever the vendor is ${'x'.repeat(300)}`,
        ),
      () => Promise.resolve(JSON.parse('{"marmalade": 7319}')),
    ];
    for (const secret of secrets) {
      const chat = trial.chatOf(withSecret(secret));
      const outcome = await settled(chat.sendDirect({ ...trial.message, to: trial.bob }));
      const { status, problem } = statusOf(outcome, trial.bob);
      assert.deepEqual(
        [status, problem?.effect],
        ['failed', 'not_sent'],
        'without a secret nothing can leave',
      );
      assert.equal(problem?.code, 'misconfigured', 'a secret that is none is a mistake in the configuration');
      assertHidden(trial, outcome, 'the error of a secret that cannot be read');
    }
    assert.equal(await trial.requestCount(), 0, 'a request has left without a secret');
  },

  'a chat and what it returns show nothing': async (trial) => {
    await trial.invite();
    const chat = trial.chat();
    const receipt = await chat.sendDirect({
      ...fullMessage(trial),
      to: [trial.bob, trial.carol, trial.stranger],
    });
    assertHidden(trial, receipt, 'a receipt', texts);
    assertHidden(trial, chat, 'a chat', texts);
    if (!trial.adapter.plan.users) return;
    assertHidden(trial, await chat.registerUsers([{ userId: trial.bob }]), 'a receipt of users', texts);
  },

  'a preview shows neither texts nor secrets': async (trial) => {
    await trial.invite();
    const chat = trial.chat();
    const { capabilities } = trial.adapter;
    await chat.sendDirect({ ...trial.message, to: trial.bob });
    for (const content of Object.values(samples)) {
      const words = [...texts, 'cdn.example', 'second part', 'typing'];
      if (carries(capabilities.direct, content.type)) {
        for await (const call of chat.preview({
          ...fullMessage(trial, content),
          to: [trial.bob, trial.carol],
        })) {
          assertHidden(trial, call, `a preview of ${content.type} content`, words);
        }
      }
      if (carries(capabilities.audience, content.type) && reaches(capabilities, 'online')) {
        for await (const call of chat.preview({ ...trial.message, content, audience: 'online' })) {
          assertHidden(trial, call, `a preview of a broadcast of ${content.type} content`, words);
        }
      }
    }
  },

  'hook events show nothing': async (trial) => {
    await trial.invite();
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
    for (const fault of faultsOf(trial)) {
      await trial.fail(fault);
      await errorOf(chat.sendDirect({ ...fullMessage(trial), to: [trial.bob, trial.carol] }));
    }
    assert.ok(events.length > 4 * faultsOf(trial).length, 'the hooks were not called');
    assertHidden(trial, events, 'a hook event', texts);
  },

  'what is traced shows nothing': async (trial) => {
    await trial.invite();
    const contexts: unknown[] = [];
    const channels = ['polychat:send', 'polychat:call'].map((name) => tracingChannel(name));
    const keep = (context: unknown) => {
      contexts.push(context);
    };
    const listeners = { start: keep, end: keep, asyncStart: keep, asyncEnd: keep, error: keep };
    for (const channel of channels) channel.subscribe(listeners);
    try {
      const chat = trial.chat({ timeoutMs: trial.silenceMs });
      for (const fault of faultsOf(trial)) {
        await trial.fail(fault);
        await errorOf(chat.sendDirect({ ...fullMessage(trial), to: [trial.bob, trial.carol] }));
      }
    } finally {
      for (const channel of channels) channel.unsubscribe(listeners);
    }
    assert.ok(contexts.length > 4 * faultsOf(trial).length, 'nothing was traced');
    assertHidden(trial, contexts, 'what is traced', texts);
  },

  'errors show nothing, whatever went wrong': async (trial) => {
    await trial.invite();
    const chat = trial.chat({ timeoutMs: trial.silenceMs, retry: { maxAttempts: 1 } });
    for (const fault of faultsOf(trial)) {
      for (const to of [[trial.bob], [trial.bob, trial.carol]]) {
        await trial.fail(fault);
        const outcome = await errorOf(chat.sendDirect({ ...fullMessage(trial), to }));
        assertHidden(trial, outcome, `what comes of ${fault.kind}`, texts);
      }
    }
  },

  'errors do not repeat what the vendor quotes of the message': async (trial) => {
    await trial.invite();
    const chat = trial.chat({ retry: { maxAttempts: 1 } });
    for (const to of [[trial.bob], [trial.bob, trial.carol]]) {
      await trial.fail({ kind: 'refused', words: `"${rareText}" is not allowed here` });
      const outcome = await errorOf(chat.sendDirect({ ...trial.message, to }));
      assertHidden(trial, outcome, 'the error of a refusal that quotes the message');
    }
  },

  'refusals before the wire show nothing': async (trial) => {
    await trial.invite();
    const chat = trial.chat();
    const long = `${rareText} `.repeat(5_000);
    const refused: readonly Parameters<Chat['sendDirect']>[0][] = [
      { ...trial.message, content: { type: 'text', text: long }, to: trial.bob },
      { ...trial.message, content: { type: 'custom', data: long }, to: trial.bob },
      { ...trial.message, metadata: long, to: trial.bob },
      { ...trial.message, push: { title: long, body: long }, to: trial.bob },
      { ...trial.message, from: `${rareText} ${rareText} ${rareText}`, to: trial.bob },
      { ...trial.message, vendor: { [trial.adapter.vendor]: { noSuchField: rareText } }, to: trial.bob },
    ];
    for (const each of refused) {
      assertHidden(trial, chat.check(each), 'a problem');
      assertHidden(trial, await errorOf(chat.sendDirect(each)), 'an error');
    }
  },
});
