import type { Capabilities, Support } from '@polychat/core';
import { tencentIm } from '@polychat/tencent-im';
import { zim } from '@polychat/zim';
import { table } from './markdown.ts';

const adapters = {
  ZIM: zim({ appId: 1, serverSecret: '0'.repeat(32) }),
  'Tencent IM': tencentIm({
    sdkAppId: 1,
    secretKey: '0'.repeat(64),
    adminUserId: 'administrator',
    region: 'china',
  }),
};
const all = Object.values(adapters).map(({ capabilities }) => capabilities);
const vendors = Object.keys(adapters);
const signs: Record<Support, string> = { yes: 'yes', ignored: 'ignored', no: '`unsupported`' };

function supportTable(
  head: string,
  part: (capabilities: Capabilities) => Readonly<Record<string, Support>>,
): string {
  const [first = {}] = all.map(part);
  return table(
    [head, ...vendors],
    Object.keys(first).map((key) => [`\`${key}\``, ...all.map((each) => signs[part(each)[key] ?? 'no'])]),
  );
}

const behaviourWords: Record<keyof Capabilities['behaviour'], string> = {
  senderOptional: '`from` may be left out without a `defaultSender`',
  canMessageSelf: 'the sender may be among the recipients',
  checksBlocklist: "a server's message is refused when the recipient has blocked the sender",
  moderatesServerSends: "a server's message is moderated without being asked",
  raisesWebhooks: "a server's message raises your webhooks",
  sharesMessageIdInCall: 'all recipients of one call share a message id',
  storesBroadcasts: 'a broadcast to everyone is kept for those who log in later',
  discardsCopiesForMs: 'a copy of a message to one recipient is discarded for',
};

function behaviourTable(): string {
  const write = (value: boolean | number | string) => {
    if (value === 'single_only') return 'only when sent one recipient a call';
    if (typeof value === 'number') return value === 0 ? 'never' : `${value / 1000} s`;
    return value === true ? 'yes' : value === false ? 'no' : String(value);
  };
  const keys = Object.keys(behaviourWords) as (keyof Capabilities['behaviour'])[];
  return table(
    ['', ...vendors],
    keys.map((key) => [behaviourWords[key], ...all.map(({ behaviour }) => write(behaviour[key]))]),
  );
}

function limitsTable(): string {
  return table(
    ['vendor', 'limit', 'at most', 'in', 'document'],
    Object.entries(adapters).flatMap(([vendor, { limits }]) =>
      limits.map(({ name, capacity, windowMs, source }) => [
        vendor,
        name,
        String(capacity),
        windowMs >= 3_600_000 ? `${windowMs / 3_600_000} h` : `${windowMs / 1000} s`,
        source,
      ]),
    ),
  );
}

/** The tables of docs/messages.md, by name. */
export function capabilityTables(): Record<string, string> {
  return {
    'direct fields': supportTable('field', ({ direct }) => direct.fields),
    'direct content': supportTable('content', ({ direct }) => direct.content),
    audiences: supportTable('audience', ({ broadcast }) => broadcast.audiences),
    'broadcast fields': supportTable('field', ({ broadcast }) => broadcast.fields),
    'broadcast content': supportTable('content', ({ broadcast }) => broadcast.content),
    behaviour: behaviourTable(),
    limits: limitsTable(),
  };
}
