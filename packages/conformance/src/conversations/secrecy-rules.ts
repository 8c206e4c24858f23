import { everyReply } from '../every-reply.ts';
import { assertHidden } from '../hidden.ts';
import { fieldSamples, push, rareText, rareWords, samples } from '../samples.ts';
import { carries, keepsField } from '../support.ts';
import { unclearFaults } from '../unclear-faults.ts';
import type { Destination, DestinationRules, Fields } from './destination.ts';

const texts = [...rareWords, fieldSamples.metadata, 'crossing', 'cdn.example', 'second part', 'typing'];

/** As many texts as the vendor takes. */
function fullFields({ capabilities }: Destination): Fields {
  const { metadata } = fieldSamples;
  return {
    ...(keepsField(capabilities, 'metadata', metadata) ? { metadata } : {}),
    ...(keepsField(capabilities, 'push', push) ? { push } : {}),
  };
}

/** Nobody who looks at an object, an error or an event sees a secret or what a message says. */
export const secrecyRules: DestinationRules = {
  'a plan, a preview and a receipt show neither texts nor secrets': async (destination) => {
    const { trial, kind, capabilities } = destination;
    const chat = trial.chat();
    const message = destination.message(fullFields(destination));
    assertHidden(trial, trial.planConversation(kind, message), 'a plan', texts);
    assertHidden(trial, await destination.send(fullFields(destination)), 'a receipt', texts);
    for (const content of Object.values(samples)) {
      if (!carries(capabilities, content.type)) continue;
      for await (const call of chat.preview(destination.message({ content }))) {
        assertHidden(trial, call, `a preview of ${content.type} content`, texts);
      }
    }
  },

  'errors and events show nothing, whatever went wrong': async (destination) => {
    const { trial } = destination;
    const events: unknown[] = [];
    const keep = (event: unknown) => events.push(event);
    const hooks = { sendStart: keep, sendEnd: keep, request: keep, reply: keep, repeat: keep };
    const chat = trial.chat({ hooks, timeoutMs: trial.silenceMs, retry: { maxAttempts: 1 } });
    const faults = trial.faults([
      ...unclearFaults.map(([, fault]) => fault),
      { kind: 'too_fast' },
      { kind: 'signature_refused' },
      { kind: 'dropped' },
      { kind: 'refused', words: `"${rareText}" is not allowed here` },
    ]);
    for (const fault of faults) {
      await trial.fail(fault);
      const outcome = await destination.send(fullFields(destination), {}, chat).catch((error) => error);
      assertHidden(trial, outcome, `what comes of ${fault.kind}`, texts);
    }
    assertHidden(trial, events, 'an event', texts);
  },

  'what the vendor quotes of a message is in no error': async (destination) => {
    const { trial } = destination;
    const call = destination.call();
    for (const reply of await everyReply(trial, call)) {
      const { problem } = call.read(reply, trial.attemptInfo());
      if (problem) assertHidden(trial, problem, 'a problem', texts);
    }
  },
};
