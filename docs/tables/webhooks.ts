import { vetoEventTypes, type WebhookEventSupport, webhookEventTypes } from '@polychat/core/webhooks';
import { tencentImWebhooks } from '@polychat/tencent-im/webhooks';
import { zimWebhooks } from '@polychat/zim/webhooks';
import { table } from './markdown.ts';

const sources = {
  ZIM: zimWebhooks({ appId: 1, unsigned: true }),
  'Tencent IM': tencentImWebhooks({ sdkAppId: 1, unsigned: true }),
};
const vendors = Object.keys(sources);
const all = Object.values(sources);

/** The tables of docs/webhooks.md, made of what the sources say of their events. */
export function webhookTables(): Record<string, string> {
  const types = webhookEventTypes.filter((type) => type !== 'unknown');
  const row = (type: (typeof types)[number]) => [
    `\`${type}\``,
    ...all.map(({ events }) => namesOf(events[type])),
  ];
  return {
    events: table(['event', ...vendors], types.map(row)),
    verdicts: table(
      ['event', 'vendor', 'verdicts', 'where nobody answers', 'asked again'],
      vetoEventTypes.flatMap((type) =>
        Object.entries(sources).flatMap(([vendor, { events }]) =>
          verdictRow(`\`${type}\``, vendor, events[type]),
        ),
      ),
    ),
    redelivery: table(['delivered again where we did not take it', ...vendors], redeliveryRows()),
    repeats: table(
      ['vendor', 'events', 'why'],
      Object.entries(sources).flatMap(([vendor, { events }]) => repeatRows(vendor, events)),
    ),
  };
}

type Events = Readonly<Partial<Record<(typeof webhookEventTypes)[number], WebhookEventSupport>>>;

function namesOf(support: WebhookEventSupport | undefined): string {
  if (!support) return '–';
  const names = support.vendorEvents.map((name) => `\`${name}\``).join(', ');
  return support.conversations ? `${names} (${support.conversations.join(', ')})` : names;
}

function verdictRow(
  type: string,
  vendor: string,
  support: WebhookEventSupport | undefined,
): readonly (readonly string[])[] {
  if (!support) return [];
  const { verdicts = [], unanswered, redelivered } = support;
  const names = verdicts.map((name) => `\`${name}\``).join(', ');
  return [
    [type, vendor, names, unanswered === 'refuse' ? 'it does not happen' : 'it happens', words[redelivered]],
  ];
}

const words: Record<WebhookEventSupport['redelivered'], string> = {
  always: 'yes',
  on_request: "when the vendor's console is told to",
  never: 'never',
};

function redeliveryRows(): readonly (readonly string[])[] {
  const told = webhookEventTypes.filter((type) => !vetoEventTypes.some((veto) => veto === type));
  return Object.entries(words).flatMap(([kind, name]) => {
    const counts = all.map(({ events }) => told.filter((type) => events[type]?.redelivered === kind).length);
    if (counts.every((count) => count === 0)) return [];
    return [[name, ...counts.map((count) => (count === 0 ? '–' : `${count} events`))]];
  });
}

/** Events of one reason in one row. */
function repeatRows(vendor: string, events: Events): readonly (readonly string[])[] {
  const byReason = new Map<string, string[]>();
  for (const type of webhookEventTypes) {
    const reason = events[type]?.mayRepeat;
    if (reason) byReason.set(reason, [...(byReason.get(reason) ?? []), `\`${type}\``]);
  }
  return [...byReason].map(([reason, types]) => [vendor, types.join(', '), reason]);
}
