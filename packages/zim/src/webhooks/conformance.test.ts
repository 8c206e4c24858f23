import { describeWebhookSource } from '@polychat/conformance/vitest';
import { appId, fixtures, forms, signed } from './__fixtures__/index.ts';
import { zimWebhooks } from './index.ts';

const text = fixtures.find(({ name }) => name === 'send_msg of a direct text from a client');

/** Each event in another form: the vendor may use any. */
const formNames = Object.keys(forms);

describeWebhookSource({
  name: 'zim',
  create: () => ({
    createSource(secrets) {
      if (secrets === 'unsigned') return zimWebhooks({ appId, unsigned: true });
      return zimWebhooks(secrets === 'none' ? { appId } : { appId, callbackSecret: secrets });
    },
    app: String(appId),
    maxAgeMs: 300_000,
    samples: fixtures.map(({ name, members, events }, index) => ({
      name,
      types: events.map(({ type }) => type),
      request: ({ app, secret, signedAt }) =>
        requestOf(
          { ...signed(own(members, index), { secret, timestamp: signedAt / 1000 }), appid: app },
          formNames[index % formNames.length],
        ),
    })),
    textMessage: (msg_body, { app, secret, signedAt }) =>
      requestOf({
        ...signed({ ...text?.members, msg_body }, { secret, timestamp: signedAt / 1000 }),
        appid: app,
      }),
  }),
});

/** The fixtures tell of the same few messages: here each has its own. */
function own(members: Readonly<Record<string, unknown>>, index: number): object {
  const ids = ['msg_id', 'request_id', 'session_id', 'group_id', 'room_id', 'call_id'];
  const changed = ids.filter((name) => members[name]);
  return { ...members, ...Object.fromEntries(changed.map((name) => [name, `${members[name]}${index}`])) };
}

function requestOf(body: object, form = 'JSON') {
  const request = forms[form]?.(body);
  if (!request) throw new Error(`there is no form ${form}`);
  return request;
}
