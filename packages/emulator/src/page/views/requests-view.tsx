import { useRef } from 'preact/hooks';
import type { RequestBrief } from '../../control/request-view.ts';
import { curlCommand } from '../format/curl.ts';
import { clockTimeSeconds, milliseconds } from '../format/time.ts';
import { AuthenticationPanel } from '../inspector/authentication-panel.tsx';
import { ReplyPanel, RequestPanel } from '../inspector/request-panels.tsx';
import { attempt, tell } from '../state/notice.ts';
import {
  failedOnly,
  openRequest,
  requestSearch,
  requests,
  resend,
  showMoreRequests,
  shownRequests,
  vendorFilter,
} from '../state/requests.ts';
import { detail, go, linkTo } from '../state/route.ts';
import { baseUrlOf } from '../state/setup.ts';
import { CodeBadge } from '../ui/code-badge.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Icon } from '../ui/icon.tsx';
import { FailedFilter, SearchFilter, VendorFilter } from '../ui/list-filters.tsx';
import { useRoving } from '../ui/roving.ts';
import { VendorBadge } from '../ui/vendor-badge.tsx';
import { vendorPages } from '../vendors.ts';

/** Every call to either vendor, the newest first, and one of them whole. */
export function RequestsView() {
  const list = useRef<HTMLDivElement>(null);
  useRoving(list);
  const known = requests.value.value;
  const shown = shownRequests.value;
  return (
    <div class="split" data-open={detail.value === '' ? undefined : 'yes'}>
      <section class="split-list" aria-label="Requests">
        <div class="toolbar">
          <h1>Requests</h1>
          <VendorFilter vendor={vendorFilter} />
          <FailedFilter failedOnly={failedOnly} />
          <SearchFilter
            text={requestSearch}
            label="Search requests"
            placeholder="Search bodies and replies"
          />
        </div>
        {known !== undefined && shown.length === 0 && (
          <EmptyState icon="requests" title={emptyTitle()}>
            Every call that reaches the emulator is listed here with its reply.
          </EmptyState>
        )}
        <div class="rows" ref={list}>
          {shown.map((request) => (
            <Row key={request.id} request={request} />
          ))}
        </div>
        {known?.more && shown.length < 1000 && (
          <button type="button" class="button button-quiet" onClick={showMoreRequests}>
            Show older ones
          </button>
        )}
      </section>
      <section class="split-detail" aria-label="One request">
        <Whole />
      </section>
    </div>
  );
}

function emptyTitle(): string {
  if (requestSearch.value.trim() !== '') return 'No request has these words';
  return failedOnly.value ? 'Nothing failed' : 'No requests yet';
}

function Row({ request }: { request: RequestBrief }) {
  const { id, vendor, endpoint, at, faults, text, code, meaning, tookMs } = request;
  return (
    <a
      class="row"
      data-item
      href={linkTo('requests', id)}
      aria-current={detail.value === String(id) ? 'page' : undefined}
    >
      <span class="row-line">
        <VendorBadge vendor={vendor} short />
        <span class="row-name">{endpoint.replace(/^v4\//, '') || '(no action)'}</span>
        <CodeBadge request={request} />
      </span>
      <span class="row-line row-under">
        <time>{clockTimeSeconds(at)}</time>
        {tookMs !== undefined && <span>{milliseconds(tookMs)}</span>}
        {faults !== undefined && (
          <span class="row-fault">
            <Icon name="faults" size={12} /> {faults.join(', ')}
          </span>
        )}
        <span class="row-text">
          {[partiesOf(request), code === 0 ? '' : (meaning ?? text)].filter(Boolean).join(' · ')}
        </span>
      </span>
    </a>
  );
}

function partiesOf({ from, to, recipients = 1 }: RequestBrief): string {
  if (to === undefined) return from ?? '';
  const others = recipients > 1 ? ` and ${recipients - 1} more` : '';
  return `${from === undefined ? '' : `${from} `}→ ${to}${others}`;
}

function Whole() {
  const record = openRequest.value.value;
  if (detail.value === '') {
    if (requests.value.value?.requests.length === 0) return null;
    return (
      <EmptyState icon="requests" title="Pick a request">
        The request, the reply and the check of its signature stand here.
      </EmptyState>
    );
  }
  if (record === 'gone') {
    return (
      <EmptyState icon="clock" title="No longer kept">
        The emulator keeps the newest requests only.
      </EmptyState>
    );
  }
  if (record === undefined) return null;
  const again = () =>
    attempt(async () => {
      const { id } = await resend(record.id);
      go('requests', id);
      tell('Sent again');
    });
  return (
    <div class="whole">
      <header class="whole-head">
        <a class="button-icon narrow-only" href={linkTo('requests')} aria-label="Back to the list">
          <Icon name="back" />
        </a>
        <VendorBadge vendor={record.vendor} />
        <h2>{record.endpoint || '(no action)'}</h2>
        <CopyButton text={curlCommand(record, baseUrlOf(record.vendor))} what="the request as curl" />
        <button
          type="button"
          class="button"
          disabled={record.wholeBodyBytes !== undefined}
          title="Sends the same bytes again, with the old signature"
          onClick={again}
        >
          <Icon name="retry" size={16} /> Send again
        </button>
      </header>
      <div class="whole-columns">
        <div>
          <h3 class="whole-title">Request</h3>
          <RequestPanel record={record} />
        </div>
        <div>
          <h3 class="whole-title">Reply</h3>
          <ReplyPanel record={record} />
          <h3 class="whole-title">{vendorPages[record.vendor].credential.title}</h3>
          <AuthenticationPanel vendor={record.vendor} note={record.authentication} />
        </div>
      </div>
    </div>
  );
}
