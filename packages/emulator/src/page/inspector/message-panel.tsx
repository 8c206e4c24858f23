import type { CopyView } from '../../control/message-view.ts';
import { fullTime } from '../format/time.ts';
import { PartView } from '../inbox/part-view.tsx';
import { Facts } from '../ui/facts.tsx';
import { JsonBlock } from '../ui/json-block.tsx';
import { vendorPages } from '../vendors.ts';
import { VetoNote } from './veto-note.tsx';

/** What the message is, in the vendor's own fields. */
export function MessagePanel({ message }: { message: CopyView }) {
  const { vendor, content, veto, former = [], mentions, targets } = message;
  const { name, messageIdName } = vendorPages[vendor];
  const time = (at: number | undefined) => (at === undefined ? undefined : fullTime(at));
  return (
    <>
      <GoneNote message={message} />
      {veto !== undefined && <VetoNote message={message} veto={veto} />}
      <Facts
        facts={[
          ['Endpoint', <code key="endpoint">{originOf(message.endpoint)}</code>],
          [messageIdName, message.messageId && <code>{message.messageId}</code>],
          ['MsgSeq', message.sequence],
          ['MsgRandom', message.random],
          ['Copy', message.direction === 'sent' ? 'on the sender’s own devices' : 'received'],
          ['Reaches', veto === undefined ? reach(message) : 'nobody'],
          ['Only for', targets !== undefined && 'only' in targets && targets.only.join(', ')],
          ['Not for', targets !== undefined && 'except' in targets && targets.except.join(', ')],
          ['Names', mentions && [...(mentions.everyone ? ['everyone'] : []), ...mentions.users].join(', ')],
          ['Unread count', message.countsAsUnread || veto !== undefined ? undefined : 'not raised'],
          ['Edited', time(message.editedAt)],
          ['Read', time(message.readAt)],
          ['Read by', message.channel === 'group' && message.readers?.join(', ')],
          ['Waits until', time(message.waitsUntil)],
        ]}
      />
      {former.length > 0 && <Former message={message} />}
      <h3>Content, as {name} writes it</h3>
      <JsonBlock text={JSON.stringify(content)} label="the content" />
    </>
  );
}

/** Who took it back, when, and what it said. */
function GoneNote({ message: { state, parts, recalledBy, recalledAt } }: { message: CopyView }) {
  if (state !== 'recalled' && state !== 'deleted') return null;
  return (
    <div class="callout">
      <p>
        {state === 'recalled' ? 'Recalled' : 'Deleted'}
        {recalledBy !== undefined && ` by ${recalledBy}`}
        {recalledAt !== undefined && `, ${fullTime(recalledAt)}`}. People see a note in its place. It said:
      </p>
      {parts.map((part, index) => (
        <PartView key={index} part={part} />
      ))}
    </div>
  );
}

/** What it said before it was edited, the newest first. */
function Former({ message: { former = [] } }: { message: CopyView }) {
  return (
    <section class="former" aria-label="What it said before">
      <h3>What it said before</h3>
      <ol>
        {former.toReversed().map(({ until, parts }) => (
          <li key={until} class="callout">
            {parts.map((part, index) => (
              <PartView key={index} part={part} />
            ))}
            <p class="muted small">until {fullTime(until)}</p>
          </li>
        ))}
      </ol>
    </section>
  );
}

function originOf(endpoint: string): string {
  switch (endpoint) {
    case 'client':
      return 'the user’s device';
    case 'tip':
      return 'the vendor itself';
    default:
      return endpoint;
  }
}

function reach({ delivered, stored, pushShown }: CopyView): string {
  if (!delivered) return pushShown ? 'the phone’s notifications only' : 'nobody';
  return stored ? 'devices and history' : 'connected devices only';
}
