import type { CopyView } from '../../control/message-view.ts';
import { fullTime } from '../format/time.ts';
import { PartView } from '../inbox/part-view.tsx';
import { Facts } from '../ui/facts.tsx';
import { JsonBlock } from '../ui/json-block.tsx';

/** What the message is, in the vendor's own fields. */
export function MessagePanel({ message }: { message: CopyView }) {
  const { vendor, content, state, parts } = message;
  const isZim = vendor === 'zim';
  const time = (at: number | undefined) => (at === undefined ? undefined : fullTime(at));
  return (
    <>
      {state !== 'normal' && (
        <div class="callout">
          <p>
            {state === 'recalled' ? 'Recalled' : 'Deleted'} {time(message.recalledAt)}. People see a note in
            its place. It held:
          </p>
          {parts.map((part, index) => (
            <PartView key={index} part={part} />
          ))}
        </div>
      )}
      <Facts
        facts={[
          [
            'Endpoint',
            <code key="endpoint">
              {message.endpoint === 'client' ? 'the user’s device' : message.endpoint}
            </code>,
          ],
          [isZim ? 'MsgId' : 'MsgKey', message.messageId && <code>{message.messageId}</code>],
          ['MsgSeq', message.sequence],
          ['MsgRandom', message.random],
          ['Copy', message.direction === 'sent' ? 'on the sender’s own devices' : 'received'],
          ['Reaches', reach(message)],
          ['Unread count', message.countsAsUnread ? undefined : 'not raised'],
          ['Edited', time(message.editedAt)],
          ['Read', time(message.readAt)],
          ['Waits until', time(message.waitsUntil)],
        ]}
      />
      <h3>Content, as {isZim ? 'ZIM' : 'Tencent IM'} writes it</h3>
      <JsonBlock text={JSON.stringify(content)} label="the content" />
    </>
  );
}

function reach({ delivered, stored, pushShown }: CopyView): string {
  if (!delivered) return pushShown ? 'the phone’s notifications only' : 'nobody';
  return stored ? 'devices and history' : 'connected devices only';
}
