import type { Capabilities, Support } from '@polychat/core';
import { tencentIm } from '@polychat/tencent-im';
import { zim } from '@polychat/zim';
import { table } from './markdown.ts';

/** The adapters whose data the tables are made of, by the vendor's name. */
export const adapters = {
  ZIM: zim({ appId: 1, serverSecret: '0'.repeat(32) }),
  'Tencent IM': tencentIm({
    sdkAppId: 1,
    secretKey: '0'.repeat(64),
    adminUserId: 'administrator',
    region: 'china',
  }),
};
const all = Object.values(adapters).map(({ capabilities }) => capabilities);
export const vendors = Object.keys(adapters);

/** What an adapter declares of some members; one that is not declared is not supported. */
type Declared = Readonly<Partial<Record<string, Support>>>;

/** What an adapter declares, in a cell. */
export function write(support: Support = 'no'): string {
  if (typeof support === 'object') {
    return `only ${support.only.map((value) => `\`${JSON.stringify(value)}\``).join(', ')}`;
  }
  return support === 'no' ? '`unsupported`' : support;
}

/** One row for each member that one of the vendors declares. */
export function supportTable(
  head: string,
  part: (capabilities: Capabilities) => Declared | undefined,
): string {
  const declared = all.map((capabilities) => part(capabilities) ?? {});
  const members = new Set(declared.flatMap((each) => Object.keys(each)));
  return table(
    [head, ...vendors],
    [...members].map((member) => [`\`${member}\``, ...declared.map((each) => write(each[member]))]),
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
  const inWords = (value: boolean | number | string = false) => {
    if (value === 'single_only') return 'only when sent one recipient a call';
    if (typeof value === 'number') return value === 0 ? 'never' : `${value / 1000} s`;
    return value === true ? 'yes' : value === false ? 'no' : value;
  };
  const row = (
    words: string,
    read: (capabilities: Capabilities) => boolean | number | string | undefined,
  ) => [words, ...all.map((capabilities) => inWords(read(capabilities)))];
  const keys = Object.keys(behaviourWords) as (keyof Capabilities['behaviour'])[];
  return table(
    ['', ...vendors],
    [
      row('an unknown recipient is refused as such', ({ direct }) => direct?.checksRecipients),
      ...keys.map((key) => row(behaviourWords[key], ({ behaviour }) => behaviour[key])),
      row(
        'registering a user again certainly takes over the new name and avatar',
        ({ users }) => users?.updatesProfiles,
      ),
    ],
  );
}

function limitsTable(): string {
  return table(
    ['vendor', 'limit', 'at most', 'in', 'counted by', 'document'],
    Object.entries(adapters).flatMap(([vendor, { limits }]) =>
      limits.map(({ name, capacity, windowMs, countedBy, source }) => [
        vendor,
        name,
        String(capacity),
        windowMs >= 3_600_000 ? `${windowMs / 3_600_000} h` : `${windowMs / 1000} s`,
        countedBy === 'app' ? 'app' : 'app and host',
        source,
      ]),
    ),
  );
}

/** The tables of docs/messages.md, by name. */
export function capabilityTables(): Record<string, string> {
  return {
    'direct fields': supportTable('field', ({ direct }) => direct?.fields),
    'direct content': supportTable('content', ({ direct }) => direct?.content),
    audiences: supportTable('audience', ({ audience }) => audience?.audiences),
    'audience fields': supportTable('field', ({ audience }) => audience?.fields),
    'audience content': supportTable('content', ({ audience }) => audience?.content),
    'user fields': supportTable('field', ({ users }) => users?.fields),
    behaviour: behaviourTable(),
    limits: limitsTable(),
  };
}
