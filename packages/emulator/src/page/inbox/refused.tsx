import type { RequestBrief } from '../../control/request-view.ts';
import type { Vendor } from '../../vendor.ts';
import { shortTime } from '../format/time.ts';
import { maxRefused, refusals } from '../state/refusals.ts';
import { linkTo } from '../state/route.ts';
import { CodeBadge } from '../ui/code-badge.tsx';
import { vendorNames } from '../vendors.ts';

/** Messages to the person that the vendor refused: their devices show nothing of them. */
export function Refused({ vendor }: { vendor: Vendor }) {
  const known = refusals[vendor].value.value;
  if (known === undefined || known.requests.length === 0) return null;
  const { requests, more } = known;
  const [newest] = requests;
  return (
    <details class="refused" aria-label={`Refused at ${vendorNames[vendor]}`}>
      <summary>
        {requests.length}
        {more && '+'} refused
        {newest !== undefined && <time class="muted"> · {shortTime(newest.at)}</time>}
      </summary>
      <ul>
        {requests.map((request) => (
          <li key={request.id}>
            <RefusedLine request={request} />
          </li>
        ))}
      </ul>
      {more && <p class="muted small">Older ones than these {maxRefused} are under Requests.</p>}
    </details>
  );
}

function RefusedLine({ request }: { request: RequestBrief }) {
  return (
    <a class="refused-line" href={linkTo('requests', request.id)}>
      <time>{shortTime(request.at)}</time>
      <span class="refused-from">{request.from === undefined ? 'a message' : `from ${request.from}`}</span>
      <CodeBadge request={request} />
      <span class="refused-text muted">{request.meaning ?? request.text}</span>
    </a>
  );
}
