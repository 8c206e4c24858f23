import type { RequestBrief } from '../../control/request-view.ts';

type Shown = Pick<RequestBrief, 'code' | 'status' | 'faults' | 'failed' | 'recipients' | 'meaning'>;

/** The vendor's code, or what came instead of one. */
export function CodeBadge({ request }: { request: Shown }) {
  const { code, status, faults, failed, recipients, meaning } = request;
  if (failed !== undefined) {
    return (
      <span class="code code-part">
        {recipients === undefined ? `${failed} failed` : `${failed} of ${recipients} failed`}
      </span>
    );
  }
  if (code === 0) return <span class="code code-good">OK</span>;
  if (code !== undefined) {
    return (
      <span class="code code-bad" title={meaning}>
        {code}
      </span>
    );
  }
  if (status !== undefined && status !== 200) return <span class="code code-bad">HTTP {status}</span>;
  if (status !== undefined) return <span class="code code-bad">no envelope</span>;
  return <span class="code code-open">{faults === undefined ? 'waiting' : 'no reply'}</span>;
}
