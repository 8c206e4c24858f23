import { signal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { systemSender } from '../../world/message.ts';
import { fullTime } from '../format/time.ts';
import { lookBehind, messageActions } from '../inbox/message-actions.ts';
import { deselect, request, selected } from '../state/selection.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { Icon } from '../ui/icon.tsx';
import { MenuButton } from '../ui/menu.tsx';
import { type Tab, Tabs } from '../ui/tabs.tsx';
import { VendorBadge } from '../ui/vendor-badge.tsx';
import { vendorPages } from '../vendors.ts';
import { AuthenticationPanel, checkResultOf } from './authentication-panel.tsx';
import { MessagePanel } from './message-panel.tsx';
import { PushPanel } from './push-panel.tsx';
import { ReplyPanel, RequestPanel } from './request-panels.tsx';

const panels = ['message', 'request', 'reply', 'signature', 'push'] as const;
type Panel = (typeof panels)[number];

/** Stays on the same panel from message to message. */
const open = signal<Panel>('message');

/** Looks behind the chosen message: its fields, the request, the reply, the signature, the push. */
export function MessageInspector() {
  const message = selected.value;
  const frame = useRef<HTMLElement>(null);
  const id = message?.id;
  useLayoutEffect(() => {
    const before = document.activeElement;
    frame.current?.focus({ preventScroll: true });
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    };
  }, [id]);
  if (message === undefined) return null;

  const actions = messageActions(message).filter(({ label }) => label !== lookBehind);
  const record = request.value.value;
  const result =
    record === undefined || record === 'gone'
      ? undefined
      : checkResultOf(record.vendor, record.authentication);
  const tabs: Tab<Panel>[] = [
    { name: 'message', label: 'Message' },
    { name: 'request', label: 'Request' },
    { name: 'reply', label: 'Reply' },
    { name: 'signature', label: vendorPages[message.vendor].credential.title, mark: result },
    { name: 'push', label: 'Push', mark: message.push === undefined ? undefined : 'on' },
  ];
  return (
    <aside
      class="inspector"
      aria-label="Behind the message"
      ref={frame}
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.defaultPrevented) {
          event.stopPropagation();
          deselect();
        }
      }}
    >
      <header class="inspector-head">
        <div class="inspector-title">
          <p class="inspector-line">
            <VendorBadge vendor={message.vendor} />
            <span class="muted">{fullTime(message.time)}</span>
          </p>
          <h2>
            {message.from === systemSender ? 'The vendor' : message.from} <span class="muted">to</span>{' '}
            {message.to || 'everyone'}
          </h2>
        </div>
        {actions.length > 0 && (
          <MenuButton
            label="What can be done with it (m)"
            class="button-icon message-menu"
            items={() => actions}
          >
            <Icon name="more" />
          </MenuButton>
        )}
        <button type="button" class="button-icon" aria-label="Close" title="Close (Esc)" onClick={deselect}>
          <Icon name="close" />
        </button>
      </header>
      <Tabs
        label="Behind the message"
        tabs={tabs}
        open={open.value}
        onOpen={(name) => {
          open.value = name;
        }}
      >
        {open.value === 'message' && <MessagePanel message={message} />}
        {open.value === 'push' && <PushPanel message={message} />}
        {open.value !== 'message' && open.value !== 'push' && (
          <Behind panel={open.value} fromDevice={message.requestId === undefined} />
        )}
      </Tabs>
    </aside>
  );
}

function Behind({ panel, fromDevice }: { panel: Panel; fromDevice: boolean }) {
  const record = request.value.value;
  if (fromDevice) {
    return (
      <EmptyState icon="send" title="Sent by a device">
        No server request stands behind this message: the user’s own device sent it.
      </EmptyState>
    );
  }
  if (record === 'gone') {
    return (
      <EmptyState icon="clock" title="No longer kept">
        The emulator keeps the newest requests only. The options <code>maxRequests</code> and{' '}
        <code>maxRecordedBytes</code> say how many.
      </EmptyState>
    );
  }
  if (record === undefined) return <p class="muted">{request.failure.value ?? 'Reading…'}</p>;
  switch (panel) {
    case 'request':
      return <RequestPanel record={record} />;
    case 'reply':
      return <ReplyPanel record={record} />;
    default:
      return <AuthenticationPanel vendor={record.vendor} note={record.authentication} />;
  }
}
