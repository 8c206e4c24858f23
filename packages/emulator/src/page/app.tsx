import { InboxView } from './inbox/inbox-view.tsx';
import { TokenDialog } from './inbox/token-dialog.tsx';
import { notice } from './state/notice.ts';
import { view } from './state/route.ts';
import { ShortcutsDialog, useShortcuts } from './ui/shortcuts.tsx';
import { TopBar } from './ui/top-bar.tsx';
import { FaultsView } from './views/faults-view.tsx';
import { RequestsView } from './views/requests-view.tsx';
import { SetupView } from './views/setup-view.tsx';
import { WebhooksView } from './views/webhooks-view.tsx';

const shown = {
  inbox: InboxView,
  requests: RequestsView,
  faults: FaultsView,
  webhooks: WebhooksView,
  setup: SetupView,
} as const;

/** The whole page. */
export function App() {
  useShortcuts();
  const View = shown[view.value];
  return (
    <>
      <button type="button" class="skip" onClick={() => document.getElementById('main')?.focus()}>
        To the content
      </button>
      <TopBar />
      <main id="main" class="main" tabIndex={-1}>
        <View />
      </main>
      <ShortcutsDialog />
      <TokenDialog />
      <p
        class="notice"
        role="status"
        data-kind={notice.value?.kind}
        data-shown={notice.value === undefined ? undefined : 'yes'}
      >
        {notice.value?.text}
      </p>
    </>
  );
}
