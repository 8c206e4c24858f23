import type { WebhookSigning } from '@polychat/conformance';
import { describeWebhookSource } from '@polychat/conformance/vitest';
import { fixtures, forms, queryFor, sdkAppId, signFor, type WebhookFixture } from './__fixtures__/index.ts';
import { tencentImWebhooks } from './index.ts';

const text = fixtures.find(({ command }) => command === 'C2C.CallbackAfterSendMsg') ?? fixtures[0];

/** Each event in another form. */
const formNames = Object.keys(forms);

describeWebhookSource({
  name: 'tencentIm',
  create: () => ({
    createSource(secrets) {
      if (secrets === 'unsigned') return tencentImWebhooks({ sdkAppId, unsigned: true });
      return tencentImWebhooks(secrets === 'none' ? { sdkAppId } : { sdkAppId, token: secrets });
    },
    app: String(sdkAppId),
    maxAgeMs: 60_000,
    samples: fixtures.map((of, index) => ({
      name: of.name,
      types: of.events.map(({ type }) => type),
      request: (signing) =>
        requestOf({ ...of, body: own(of.body, index) }, signing, formNames[index % formNames.length]),
    })),
    textMessage: (Text, signing) =>
      requestOf(
        { ...text, body: { ...text?.body, MsgBody: [{ MsgType: 'TIMTextElem', MsgContent: { Text } }] } },
        signing,
      ),
  }),
});

function requestOf(
  { command = '', query, body }: Partial<WebhookFixture>,
  { app, secret, signedAt }: WebhookSigning,
  form = 'JSON',
) {
  const signed = { ...query, SdkAppid: app, ...signFor(signedAt / 1000, secret) };
  const request = forms[form]?.(queryFor(command, signed), body ?? {});
  if (!request) throw new Error(`there is no form ${form}`);
  return request;
}

/** The fixtures tell of the same few messages and users: here each has its own. */
function own(body: Readonly<Record<string, unknown>>, index: number): Readonly<Record<string, unknown>> {
  const ids = ['MsgKey', 'GroupId', 'TaskId'];
  const changed = ids.filter((name) => body[name]);
  return { ...body, ...Object.fromEntries(changed.map((name) => [name, `${body[name]}${index}`])) };
}
