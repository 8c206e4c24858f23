import type { KeptRequest, RequestBrief } from '../../control/request-view.ts';
import { resendHeader } from '../../control/resend-header.ts';
import { byteSize } from '../format/size.ts';
import { clockTimeSeconds, milliseconds } from '../format/time.ts';
import { CodeBadge } from '../ui/code-badge.tsx';
import { Facts } from '../ui/facts.tsx';
import { JsonBlock } from '../ui/json-block.tsx';

/** The request as it came over the wire. */
export function RequestPanel({ record }: { record: KeptRequest }) {
  const [path = '', query = ''] = split(record.url);
  return (
    <>
      <p class="request-line">
        <b>{record.method}</b> <code>{path}</code>
      </p>
      <Facts
        facts={[
          ['Endpoint', <code key="endpoint">{record.endpoint}</code>],
          ['Arrived', clockTimeSeconds(record.at)],
          ['Number', record.id],
          ['Sent again from', record.headers[resendHeader]],
          ['Body', byteSize(record.wholeBodyBytes ?? sizeInBytes(record.body))],
          ['Faults', record.faults?.map(({ kind }) => kind).join(', ')],
        ]}
      />
      <h3>Query</h3>
      <Facts
        facts={[...new URLSearchParams(query)].map(([name, value]) => [
          name,
          <code key={name}>{value}</code>,
        ])}
      />
      {record.body !== '' && (
        <>
          <h3>Body</h3>
          <CutNote shown={record.body} wholeBytes={record.wholeBodyBytes} />
          <JsonBlock text={record.body} label="the request’s body" />
        </>
      )}
      <details class="more">
        <summary>Headers</summary>
        <Facts
          facts={Object.entries(record.headers).map(([name, value]) => [
            name,
            <code key={name}>{String(value)}</code>,
          ])}
        />
      </details>
    </>
  );
}

/** What the vendor answered. */
export function ReplyPanel({ record }: { record: KeptRequest }) {
  const { brief } = record;
  if (record.reply === undefined) {
    return (
      <p class="callout">
        {brief.faults === undefined
          ? 'Not answered yet.'
          : `No reply: a fault (${brief.faults.join(', ')}) kept it back.`}
      </p>
    );
  }
  return (
    <>
      <p class="request-line">
        <CodeBadge request={brief} /> <span>{brief.text}</span>
      </p>
      <Facts
        facts={[
          ['Means', brief.meaning],
          ['HTTP status', record.reply.status],
          ['Took', milliseconds(record.reply.tookMs)],
          ['Reached', reachOf(record, brief)],
          ['Faults', brief.faults?.join(', ')],
        ]}
      />
      {record.failed !== undefined && <Failed record={record} />}
      <h3>Body</h3>
      <CutNote shown={record.reply.body} wholeBytes={record.reply.wholeBodyBytes} />
      <JsonBlock text={record.reply.body} label="the reply’s body" />
    </>
  );
}

/** Whom it reached; for a message to everyone who got none, why. */
function reachOf({ reached, endpoint }: KeptRequest, { code, to }: RequestBrief): string | undefined {
  if (reached > 0) return reached === 1 ? '1 user' : `${reached} users`;
  if (code !== 0 || to !== undefined || !toEveryone.test(endpoint)) return undefined;
  return 'nobody: it goes to users whose device has logged in, and no device of any user here ever did';
}

const toEveryone = /(?:SendMessageToAllUsers|im_push)$/;

/** Whom the reply names as failed, and why. */
function Failed({ record }: { record: KeptRequest }) {
  return (
    <>
      <h3>Failed</h3>
      <Facts
        facts={(record.failed ?? []).map(({ userId, code, meaning }) => [
          userId,
          <span key={userId}>
            {code !== undefined && <code>{code}</code>} {meaning}
          </span>,
        ])}
      />
    </>
  );
}

/** Says that a body is not kept whole; nothing where it is. */
function CutNote({ shown, wholeBytes }: { shown: string; wholeBytes: number | undefined }) {
  if (wholeBytes === undefined) return null;
  return (
    <p class="callout">
      Only the first {byteSize(sizeInBytes(shown))} of {byteSize(wholeBytes)} are kept.
    </p>
  );
}

function sizeInBytes(text: string): number {
  return new TextEncoder().encode(text).length;
}

function split(url: string): [string, string] {
  const mark = url.indexOf('?');
  return mark < 0 ? [url, ''] : [url.slice(0, mark), url.slice(mark + 1)];
}
