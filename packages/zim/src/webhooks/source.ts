import {
  type CheckedWebhookOptions,
  filledName,
  valueHash,
  type WebhookItem,
  type WebhookReading,
  type WebhookRequest,
  type WebhookSource,
  webhookFields,
} from '@polychat/core/webhooks';
import { vendorName } from '../vendor.ts';
import { acknowledge, answer, type ZimVerdicts } from './answers.ts';
import { appEvents } from './app-events.ts';
import { authenticate } from './authenticate.ts';
import { type Callback, type FoundEvent, type Members, type ReadCallback, timeOf } from './callback.ts';
import { eventSupport } from './event-support.ts';
import { groupEvents } from './group-events.ts';
import { messageEvents } from './message-events.ts';
import { checkOptions, type ZimWebhookOptions } from './options.ts';
import { userEvents } from './user-events.ts';

/**
 * The callbacks of ZEGOCLOUD ZIM, to be given to `createWebhookHandler`. Throws a `ChatError` with code `misconfigured`
 * that names the first option at fault; without a `callbackSecret`, unless it is told `unsigned: true`.
 *
 * Vendor documents: "Callback on message sent" (zh 17602), "Callback on message not sent yet", "Authenticating
 * server-to-server callbacks" and the other pages of callbacks, as of 2026-08-21.
 */
export function zimWebhooks(options: ZimWebhookOptions): WebhookSource<ZimVerdicts> {
  const checked = checkOptions(options);
  return {
    vendor: vendorName,
    app: checked.app,
    signed: checked.secret !== undefined,
    events: eventSupport,
    read: (request) => readRequest(request, checked),
    acknowledge,
    answer,
  };
}

const readers: ReadonlyMap<string, ReadCallback> = new Map(
  Object.entries({ ...messageEvents, ...userEvents, ...groupEvents, ...appEvents }),
);

async function readRequest(
  { body, receivedAt }: WebhookRequest,
  options: CheckedWebhookOptions,
): Promise<WebhookReading> {
  const members = webhookFields(body)?.members;
  const event = filledName(members?.event);
  const app = filledName(members?.appid);
  if (!members || event === undefined || app === undefined) return refused('malformed');
  if (app !== options.app) return refused('app');
  const refusal = await authenticate(members, receivedAt, options);
  if (refusal) return refused(refusal);
  const signedAt = timeOf(members.timestamp) ?? receivedAt;
  const nonce = filledName(members.nonce) ?? '';
  const callback: Callback = { event, members, app, signedAt, nonce };
  const found = readers.get(event)?.(callback) ?? [{ event: { type: 'unknown', at: signedAt } }];
  return {
    status: 'believed',
    vendorEvent: event,
    raw: members,
    items: await withIds(found, callback),
    kind: event === 'before_send_msg' ? 'veto' : 'event',
    ...(options.secret !== undefined && {
      signature: {
        // Not time and nonce, which are signed without anything between them: digits could go from one to the other.
        key: filledName(members.signature) ?? '',
        ttlMs: signedAt + options.maxAgeMs - receivedAt + 1,
      },
    }),
  };
}

function refused(reason: Extract<WebhookReading, { readonly status: 'refused' }>['reason']): WebhookReading {
  return { status: 'refused', reason };
}

async function withIds(
  found: readonly FoundEvent[],
  { event: name, members }: Callback,
): Promise<readonly WebhookItem[]> {
  return Promise.all(
    found.map(async ({ ids, event, edit }) => ({
      id: JSON.stringify([name, ...(ids ?? [await bodyHash(members)])]),
      event,
      ...(edit && {
        edit: { contentHash: await valueHash(edit.content), edited: edit.edited },
      }),
    })),
  );
}

/** Two events may be alike in all but their time. Whether a retry is signed anew, with another time, is not said [?]. */
function bodyHash(members: Members): Promise<string> {
  const { nonce: _, signature: __, ...kept } = members;
  return valueHash(kept);
}
