import type { Command } from '../dialect/command.ts';
import { ExpiringMap } from '../world/bounded/expiring-map.ts';
import type { App } from './app.ts';
import type { SentToGroup } from './group-command.ts';
import { groupHistoryCommand } from './group-history.ts';
import { groupLifecycleCommands } from './group-lifecycle.ts';
import { groupMemberCommands } from './group-members.ts';
import { groupQueryCommands } from './group-queries.ts';
import { FIXED } from './limits.ts';
import { recallGroupMessages } from './recall-group-messages.ts';
import { sendGroupBroadcast } from './send-group-broadcast.ts';
import { sendGroupMessage } from './send-group-message.ts';

/** Commands of `group_open_http_svc`. */
export interface GroupCommands {
  readonly commands: readonly Command[];
  /** Forgets what would be discarded as a copy, and lets the groups count from the start. */
  reset(): void;
}

export function groupCommands(app: App): GroupCommands {
  const sent = new ExpiringMap<SentToGroup>(FIXED.groupDedupMs);
  let lastBroadcast = 0;
  const nextBroadcast = () => {
    lastBroadcast += 1;
    return lastBroadcast;
  };
  return {
    commands: [
      sendGroupMessage(app, sent),
      recallGroupMessages(app),
      groupHistoryCommand(app),
      ...groupLifecycleCommands(app),
      ...groupMemberCommands(app),
      ...groupQueryCommands(app),
      sendGroupBroadcast(app, sent, nextBroadcast),
    ],
    reset: () => {
      sent.clear();
      lastBroadcast = 0;
      app.groups.forgetMessages();
    },
  };
}
