import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { chatFamily } from '../chat-check.ts';
import { secret } from '../people.ts';

const verbs = [
  'deliver',
  'sendDirect',
  'sendBulk',
  'broadcast',
  'sendToGroup',
  'sendToRoom',
  'registerUsers',
  'check',
  'preview',
  'resume',
  'recall',
  'edit',
  'verify',
  'close',
] as const;

const namesOf = (apps: readonly { readonly vendor: string; readonly app: string }[]) =>
  apps.map(({ vendor, app }) => `${app} at ${vendor}`).toSorted();

export const description = chatFamily('description', {
  'a chat has a name and every method': async (trial) => {
    const { chat } = await trial.start();
    assert.ok(typeof chat.name === 'string' && chat.name !== '', 'the name is no string, or empty');
    for (const verb of verbs) assert.equal(typeof chat[verb], 'function', `there is no method ${verb}`);
  },

  'apps are those of all chats that it is made of, each once': async (trial) => {
    const { chat, vendors } = await trial.start();
    const expected = vendors.flatMap((vendor) => vendor.chat.apps);
    assert.deepEqual(namesOf(chat.apps), namesOf(expected), 'apps are not those of the chats');
  },

  'whoever looks at a chat sees no secret of a vendor': async (trial) => {
    const { chat } = await trial.start();
    const seen = inspect(chat, { depth: 20, showHidden: true });
    assert.ok(!seen.includes(secret), 'a secret can be seen in the chat');
  },
});
