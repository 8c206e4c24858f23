import {
  type CheckedWebhookOptions,
  filledName,
  millisecondsOf,
  valueHash,
  type WebhookItem,
  type WebhookReading,
  type WebhookRequest,
  type WebhookSource,
  webhookFields,
} from '@polychat/core/webhooks';
import { vendorName } from '../vendor.ts';
import { acknowledge, answer, type TencentImVerdicts } from './answers.ts';
import { appEvents } from './app-events.ts';
import { authenticate } from './authenticate.ts';
import { type Callback, type FoundEvent, originOf, type ReadCallback, timeOf } from './callback.ts';
import { eventSupport } from './event-support.ts';
import { groupEvents } from './group-events.ts';
import { messageEvents } from './message-events.ts';
import { checkOptions, type TencentImWebhookOptions } from './options.ts';
import { userEvents } from './user-events.ts';

/**
 * The webhooks of Tencent IM, to be given to `createWebhookHandler`. Throws a `ChatError` with code `misconfigured` that
 * names the first option at fault; without a `token`, unless it is told `unsigned: true`.
 *
 * Vendor documents: 34354 = 269/1522 (delivery), 34355 = 269/1523 (list of 2025-11) and the pages that the translations
 * name.
 */
export function tencentImWebhooks(options: TencentImWebhookOptions): WebhookSource<TencentImVerdicts> {
  const checked = checkOptions(options);
  return {
    vendor: vendorName,
    app: checked.app,
    signed: checked.secret !== undefined,
    events: eventSupport,
    read: (request) => readRequest(request, checked),
    kindOf: (request) => kindOf(request, checked),
    acknowledge,
    answer,
  };
}

const readers: ReadonlyMap<string, ReadCallback> = new Map(
  Object.entries({ ...messageEvents, ...userEvents, ...groupEvents, ...appEvents }),
);

/** Commands whose answer decides. */
const asking: ReadonlySet<string> = new Set(
  Object.values(eventSupport).flatMap(({ verdicts, vendorEvents }) => (verdicts ? vendorEvents : [])),
);

type Refused = Extract<WebhookReading, { readonly status: 'refused' }>;

/** What the query alone proves: the command, and that somebody knew the token. */
async function readQuery(
  { query, receivedAt }: Omit<WebhookRequest, 'body'>,
  options: CheckedWebhookOptions,
): Promise<{ readonly command: string | undefined } | Refused> {
  const app = query.get('SdkAppid');
  if (!app) return { status: 'refused', reason: 'malformed' };
  if (app !== options.app) return { status: 'refused', reason: 'app' };
  const reason = await authenticate(query, receivedAt, options);
  return reason ? { status: 'refused', reason } : { command: query.get('CallbackCommand') || undefined };
}

async function kindOf(
  request: Omit<WebhookRequest, 'body'>,
  options: CheckedWebhookOptions,
): Promise<'event' | 'veto' | undefined> {
  try {
    const read = await readQuery(request, options);
    if ('status' in read || read.command === undefined) return undefined;
    return asking.has(read.command) ? 'veto' : 'event';
  } catch {
    // No token can be had, so nothing is believed; but who asks is answered, or the vendor would let it happen.
    return asking.has(request.query.get('CallbackCommand') ?? '') ? 'veto' : undefined;
  }
}

async function readRequest(request: WebhookRequest, options: CheckedWebhookOptions): Promise<WebhookReading> {
  const { query, receivedAt } = request;
  const read = await readQuery(request, options);
  if ('status' in read) return read;
  // Not JSON, or two commands: whichever were taken, the vendor may have meant the other one. Some bodies name none.
  const fields = webhookFields(request.body);
  const inBody = filledName(fields?.members.CallbackCommand);
  const event = read.command ?? inBody;
  if (fields?.form !== 'json' || event === undefined || (inBody ?? event) !== event) {
    return { status: 'refused', reason: 'malformed' };
  }
  const { members } = fields;
  const signedAt = millisecondsOf(query.get('RequestTime'), 'seconds') ?? receivedAt;
  const platform = filledName(query.get('OptPlatform'));
  const at = timeOf(members.EventTime) ?? signedAt;
  const callback: Callback = { event, members, app: options.app, at, origin: originOf(platform), platform };
  const found = readers.get(event)?.(callback) ?? [];
  const known: readonly FoundEvent[] = found.length > 0 ? found : [{ event: { type: 'unknown', at } }];
  return {
    status: 'believed',
    vendorEvent: event,
    raw: members,
    items: await withIds(known, callback, signedAt),
    kind: known.some((each) => asks(each)) ? 'veto' : 'event',
  };
}

function asks({ event }: FoundEvent): boolean {
  return eventSupport[event.type]?.verdicts !== undefined;
}

/** Two events may be alike in all but their time, and some bodies have none: then the request's must do. */
async function withIds(
  found: readonly FoundEvent[],
  { event: name, members }: Callback,
  signedAt: number,
): Promise<readonly WebhookItem[]> {
  return Promise.all(
    found.map(async ({ ids, event }, index) => {
      if (ids) return { id: JSON.stringify([name, ...ids]), event };
      const { raw = members } = event;
      const hasTime = members.EventTime !== undefined || raw !== members;
      const hash = await valueHash([raw, hasTime ? 0 : signedAt]);
      return { id: JSON.stringify([name, hash, raw === members ? index : 0]), event };
    }),
  );
}
