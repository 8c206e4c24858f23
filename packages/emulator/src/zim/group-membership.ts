import type { JsonObject } from '../vendor.ts';
import type { ZimApp } from './app.ts';
import type { ZimGroup } from './groups.ts';

/** Tells that a group was created. */
export function tellGroupCreated(app: ZimApp, group: ZimGroup, operator: string): void {
  tell(app, 'group_create', () => ({
    group_id: group.groupId,
    operator_account: operator,
    owner_account: group.owner,
    group_name: group.name,
    attributes: Array.from(group.attributes, ([key, value]) => ({ key, value })),
    user_ids: [...group.members.keys()],
  }));
}

/**
 * Users become members, and the webhook is told.
 * @param joinedAt milliseconds, by user id; now for those whom it does not name
 * @returns those who were no members
 */
export function joinGroup(
  app: ZimApp,
  group: ZimGroup,
  userIds: readonly string[],
  how: {
    readonly operator: string;
    readonly joinType: 'Apply' | 'Invited';
    readonly joinedAt?: ReadonlyMap<string, number>;
  },
): readonly string[] {
  const joined = userIds.filter((userId) => !group.members.has(userId));
  for (const userId of joined) app.groups.enter(group, userId, how.joinedAt?.get(userId));
  if (joined.length > 0) {
    tell(app, app.options.readings.joinEvent, () => ({
      group_id: group.groupId,
      operator_account: how.operator,
      join_type: how.joinType,
      new_user_ids: joined,
    }));
  }
  return joined;
}

/**
 * Users are members no more, and the webhook is told.
 * @returns those who were members
 */
export function leaveGroup(
  app: ZimApp,
  group: ZimGroup,
  userIds: readonly string[],
  how: { readonly operator: string; readonly exitType: 'Quit' | 'Kickout' },
): readonly string[] {
  const left = userIds.filter((userId) => app.groups.leave(group, userId));
  if (left.length > 0) {
    tell(app, 'group_exit', () => ({
      group_id: group.groupId,
      exit_type: how.exitType,
      operator_account: how.operator,
      exit_user_ids: left,
    }));
  }
  return left;
}

/** A group is no more. */
export function dismissGroup(app: ZimApp, group: ZimGroup, operator: string): void {
  app.groups.delete(group.groupId);
  tell(app, 'group_destroy', () => ({
    group_id: group.groupId,
    operator_account: operator,
    owner_account: group.owner,
    user_ids: [...group.members.keys()],
  }));
}

function tell(app: ZimApp, event: string, body: () => JsonObject): void {
  if (app.webhooks.wants('zim', event)) app.webhooks.notify('zim', event, body());
}
