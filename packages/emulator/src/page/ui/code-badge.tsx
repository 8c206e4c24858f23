import type { RequestBrief } from '../../control/request-view.ts';

/** The vendor's code, or what came instead of one. */
export function CodeBadge({ request }: { request: Pick<RequestBrief, 'code' | 'status' | 'faults'> }) {
  const { code, status, faults } = request;
  if (code === 0) return <span class="code code-good">OK</span>;
  if (code !== undefined) return <span class="code code-bad">{code}</span>;
  if (status !== undefined && status !== 200) return <span class="code code-bad">HTTP {status}</span>;
  if (status !== undefined) return <span class="code code-bad">no envelope</span>;
  return <span class="code code-open">{faults === undefined ? 'waiting' : 'no reply'}</span>;
}
