import type { Capabilities, Limit, Support } from '@polychat/core';
import {
  maxBatchRecipients,
  maxImportedAccounts,
  maxProfileBytes,
  maxUserIdBytes as maxTencentIdBytes,
} from '../../packages/tencent-im/src/limits.ts';
import { checkOptions as checkTencentOptions } from '../../packages/tencent-im/src/options.ts';
import {
  highestMessageBytes,
  maxFileNameBytes,
  maxRecipientsPerCall,
  maxUrlBytes,
  maxUserAvatarBytes,
  maxUserIdBytes,
  maxUserNameBytes,
  maxUsersPerCall,
} from '../../packages/zim/src/limits.ts';
import { checkOptions as checkZimOptions } from '../../packages/zim/src/options.ts';
import { adapters, vendors } from './capabilities.ts';
import { table } from './markdown.ts';

const { ZIM: zim, 'Tencent IM': tencent } = adapters;

/** What an adapter declares of some members; one that is not declared is not supported. */
type Declared = Readonly<Partial<Record<string, Support>>>;

/** The values that a vendor takes, where it takes some alone. */
function someOf(support: Support): string | undefined {
  if (typeof support !== 'object') return undefined;
  return `only ${support.only.map((value) => `\`${JSON.stringify(value)}\``).join(', ')}`;
}

/** What becomes of a member of a message when its vendor changes. */
function change(from: Support = 'no', to: Support = 'no'): string {
  if (from === 'no' && to === 'no') return 'at neither';
  if (to === 'no') return 'refused: `unsupported`';
  if (to === 'ignored') return from === 'ignored' ? 'still nothing' : 'does nothing any more';
  if (from === 'ignored') return 'begins to count';
  const values = someOf(to);
  return from === 'no' ? ['new', values].filter(Boolean).join(', ') : (values ?? 'carries over');
}

/** Members of a message and what each row says of them beside the name. */
interface Members {
  readonly kind?: string;
  readonly of: (capabilities: Capabilities) => Declared | undefined;
}

function changeTable(head: string, parts: readonly Members[]): string {
  const rows = parts.flatMap(({ kind, of }) => {
    const [atZim, atTencent] = [of(zim.capabilities) ?? {}, of(tencent.capabilities) ?? {}];
    const members = new Set([...Object.keys(atTencent), ...Object.keys(atZim)]);
    return [...members].map((member) => [
      kind ? `${kind} \`${member}\`` : `\`${member}\``,
      change(atTencent[member], atZim[member]),
      change(atZim[member], atTencent[member]),
    ]);
  });
  return table([head, 'from Tencent IM to ZIM', 'from ZIM to Tencent IM'], rows);
}

/** How many in a second a limit allows. */
function perSecond(limits: readonly Limit[], name: string, each = 1): number {
  const limit = limits.find((one) => one.name === name);
  if (!limit) throw new Error(`no adapter has the limit "${name}"`);
  return Math.floor((limit.capacity * each * 1_000) / limit.windowMs);
}

const registrationsPerSecond = {
  ZIM: perSecond(zim.limits, 'UserRegister calls', maxUsersPerCall),
  'Tencent IM': perSecond(
    tencent.limits,
    'v4/im_open_login_svc/multiaccount_import calls',
    maxImportedAccounts,
  ),
};

/**
 * How many messages of the past each vendor takes in a second. No adapter imports any yet, so these stand here.
 * ZIM: ImportPeerMsg and ImportGroupMsg, 20 calls a second, one message a call, one-to-one once for each side
 * (docs_all, 2026-08-21). Tencent IM: importmsg, 200 a second (35014); import_group_msg, 200 calls of 7 (34968, 2024-07).
 */
const importsPerSecond = {
  direct: { ZIM: 20 / 2, 'Tencent IM': 200 },
  group: { ZIM: 20, 'Tencent IM': 200 * 7 },
};

const grouped = new Intl.NumberFormat('en-US');
const inWords = (count: number) => grouped.format(count);

function duration(seconds: number): string {
  if (seconds < 60) return `${Math.ceil(seconds)} s`;
  if (seconds < 3_600) return `${Math.ceil(seconds / 60)} min`;
  if (seconds < 86_400) return `${(seconds / 3_600).toFixed(1)} h`;
  return `${(seconds / 86_400).toFixed(1)} days`;
}

type PerVendor = Readonly<Record<'ZIM' | 'Tencent IM', number>>;

function ratesTable(): string {
  const row = (what: string, at: PerVendor, note: string) => [
    what,
    inWords(at.ZIM),
    inWords(at['Tencent IM']),
    note,
  ];
  return table(
    ['in one second', ...vendors, ''],
    [
      row(
        'messages to one user each',
        {
          ZIM: perSecond(zim.limits, 'SendPeerMessage calls'),
          'Tencent IM': perSecond(tencent.limits, 'v4/openim/sendmsg calls'),
        },
        'one call for each message',
      ),
      row(
        'recipients of one message',
        {
          ZIM: perSecond(zim.limits, 'SendPeerMessage calls', maxRecipientsPerCall),
          'Tencent IM': perSecond(tencent.limits, 'v4/openim/batchsendmsg recipients'),
        },
        `${maxRecipientsPerCall} and ${maxBatchRecipients} recipients a call; Tencent IM counts them by the minute`,
      ),
      row('users to register', registrationsPerSecond, `${maxUsersPerCall} a call at both`),
    ],
  );
}

function sizesTable(): string {
  const atZim = checkZimOptions({ appId: 1, serverSecret: '0'.repeat(32) });
  const atTencent = checkTencentOptions({
    sdkAppId: 1,
    secretKey: '0'.repeat(64),
    adminUserId: 'administrator',
    region: 'china',
  });
  const whole = 'with the whole request';
  const row = (what: string, zimBytes: number, tencentBytes: number | string, note = '') => [
    what,
    inWords(zimBytes),
    typeof tencentBytes === 'number' ? inWords(tencentBytes) : tencentBytes,
    note,
  ];
  return table(
    ['bytes of UTF-8, at most', ...vendors, ''],
    [
      row('a user id', maxUserIdBytes, maxTencentIdBytes, 'fixed'),
      row("a user's name", maxUserNameBytes, maxProfileBytes, 'fixed'),
      row('the address of an avatar', maxUserAvatarBytes, maxProfileBytes, 'fixed'),
      row(
        'a content',
        atZim.maxMessageBytes,
        whole,
        `ZIM: ${inWords(highestMessageBytes)} on request; the option \`maxMessageBytes\``,
      ),
      row('a `mixed` content', atZim.maxMixedMessageBytes, whole, 'the option `maxMixedMessageBytes`'),
      row('`metadata`', atZim.maxMetadataBytes, whole, 'the option `maxMetadataBytes`'),
      row('an address in a content', maxUrlBytes, whole, 'fixed'),
      row('a file name', maxFileNameBytes, whole, 'fixed'),
      [
        'the whole request',
        '–',
        inWords(atTencent.maxBodyBytes),
        '"12 KB": whether that is 12,000 or 12,288 is open [?]',
      ],
    ],
  );
}

function importTable(): string {
  const row = (what: string, count: number, rate: PerVendor) => [
    `${inWords(count)} ${what}`,
    duration(count / rate.ZIM),
    duration(count / rate['Tencent IM']),
  ];
  return table(
    ['', 'into ZIM', 'into Tencent IM'],
    [
      row('users', 100_000, registrationsPerSecond),
      row('users', 1_000_000, registrationsPerSecond),
      row('users', 10_000_000, registrationsPerSecond),
      row('one-to-one messages of the past', 1_000_000, importsPerSecond.direct),
      row('one-to-one messages of the past', 10_000_000, importsPerSecond.direct),
      row('group messages of the past', 10_000_000, importsPerSecond.group),
    ],
  );
}

/** The tables of docs/moving.md, by name. */
export function movingTables(): Record<string, string> {
  return {
    'moving direct messages': changeTable('', [
      { of: ({ direct }) => direct?.fields },
      { kind: 'content', of: ({ direct }) => direct?.content },
    ]),
    'moving groups': changeTable('', [
      { of: ({ group }) => group && { mentions: group.mentions, targets: group.targets, ...group.fields } },
      { kind: 'content', of: ({ group }) => group?.content },
    ]),
    'moving rooms': changeTable('', [
      { of: ({ room }) => room?.fields },
      { kind: 'content', of: ({ room }) => room?.content },
    ]),
    'moving broadcasts': changeTable('', [
      { kind: 'audience', of: ({ audience }) => audience?.audiences },
      { of: ({ audience }) => audience?.fields },
      { kind: 'content', of: ({ audience }) => audience?.content },
    ]),
    'moving rates': ratesTable(),
    'moving sizes': sizesTable(),
    'moving imports': importTable(),
  };
}
