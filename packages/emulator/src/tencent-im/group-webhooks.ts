import type { JsonObject } from '../vendor.ts';
import type { App } from './app.ts';
import type { TencentImGroup } from './groups.ts';
import { tell } from './webhook-events.ts';

/** What every webhook about a group says of it. */
type Group = Pick<TencentImGroup, 'groupId' | 'type'>;

function common({ groupId, type }: Group) {
  return { GroupId: groupId, Type: type };
}

function listOf(users: Iterable<string>): { Member_Account: string }[] {
  return Array.from(users, (userId) => ({ Member_Account: userId }));
}

/** 34369. An ownerless group has "" in the owner's place. */
export function tellGroupCreated(
  app: App,
  group: Pick<TencentImGroup, 'groupId' | 'type' | 'name' | 'members'>,
  by: { readonly operator: string; readonly owner: string },
): void {
  tell(app, 'Group.CallbackAfterCreateGroup', () => ({
    GroupId: group.groupId,
    Operator_Account: by.operator,
    Owner_Account: by.owner,
    Type: group.type,
    Name: group.name,
    MemberList: listOf(group.members.keys()),
    UserDefinedDataList: [],
  }));
}

/** 34377. Communities come without their members. */
export function tellGroupDestroyed(
  app: App,
  group: Pick<TencentImGroup, 'groupId' | 'type' | 'name' | 'members'>,
  owner: string,
): void {
  tell(app, 'Group.CallbackAfterGroupDestroyed', () => ({
    ...common(group),
    Owner_Account: owner,
    Name: group.name,
    ...(group.type === 'Community' ? {} : { MemberList: listOf(group.members.keys()) }),
  }));
}

/** 34372 = 269/1667. In live groups another webhook, where it is switched on, tells it too (48734). */
export function tellJoined(
  app: App,
  group: Group,
  users: readonly string[],
  by: { readonly operator: string; readonly how: 'Apply' | 'Invited' },
): void {
  if (users.length === 0) return;
  tell(app, 'Group.CallbackAfterNewMemberJoin', () => ({
    ...common(group),
    JoinType: by.how,
    Operator_Account: by.operator,
    NewMemberList: listOf(users),
  }));
  if (group.type === 'AVChatRoom') tellMemberState(app, group, users, 'Online', 'Join');
}

/** 34373. The same as for those who join. */
export function tellLeft(
  app: App,
  group: Group,
  users: readonly string[],
  by: { readonly operator: string; readonly how: 'Kicked' | 'Quit' },
): void {
  if (users.length === 0) return;
  tell(app, 'Group.CallbackAfterMemberExit', () => ({
    ...common(group),
    ExitType: by.how,
    Operator_Account: by.operator,
    ExitMemberList: listOf(users),
  }));
  if (group.type === 'AVChatRoom') tellMemberState(app, group, users, 'Offline', 'Quit');
}

/** 48734: only for live groups. */
export function tellMemberState(
  app: App,
  group: Group,
  users: readonly string[],
  event: 'Online' | 'Offline',
  cause: 'Join' | 'Quit' | 'HeartbeatInterrupt' | 'HeartbeatRecover',
): void {
  tell(app, 'Group.CallbackOnMemberStateChange', () => ({
    ...common(group),
    EventType: event,
    EventCause: cause,
    MemberList: listOf(users),
  }));
}

/** 34376: after a join that filled it, or one that failed for it. */
export function tellFull(app: App, group: Group): void {
  tell(app, 'Group.CallbackAfterGroupFull', () => ({ GroupId: group.groupId }));
}

/** 34378: of these four alone, and only what was changed. */
export function tellInfoChanged(
  app: App,
  group: Group,
  operator: string,
  changes: {
    readonly Name?: string;
    readonly Introduction?: string;
    readonly Notification?: string;
    readonly FaceUrl?: string;
  },
): void {
  if (Object.keys(changes).length === 0) return;
  tell(app, 'Group.CallbackAfterGroupInfoChanged', () => ({
    ...common(group),
    Operator_Account: operator,
    ...changes,
  }));
}

/** 60396. */
export function tellOwnerChanged(
  app: App,
  group: Group,
  by: { readonly operator: string; readonly from: string; readonly to: string },
): void {
  tell(app, 'Group.CallbackAfterChangeGroupOwner', () => ({
    ...common(group),
    Operator_Account: by.operator,
    OldOwner_Account: by.from,
    NewOwner_Account: by.to,
  }));
}

/** 60393 = 269/105353: of role and name card alone. */
export function tellMemberChanged(
  app: App,
  group: Group,
  operator: string,
  member: string,
  changes: { readonly Role?: string; readonly NameCard?: string },
): void {
  tell(app, 'Group.CallbackAfterMemberFieldChanged', () => ({
    ...common(group),
    Operator_Account: operator,
    Modified_Account: member,
    ...changes,
  }));
}

/** 60394. Its members are in lower case. */
export function tellAttributesChanged(
  app: App,
  group: Group,
  operator: string,
  option: 'set' | 'modify' | 'clear' | 'delete',
  attributes: readonly { readonly key: string; readonly value?: string }[],
): void {
  tell(app, 'Group.CallbackAfterGroupAttrChanged', () => ({
    ...common(group),
    Operator_Account: operator,
    OptionType: option,
    GroupAttr: attributes,
  }));
}

/** 49462: a message that failed for its parameters, its rate or a mute. `body` is that of the webhook before sending. */
export function tellSendException(app: App, body: JsonObject, code: number): void {
  tell(app, 'Group.CallbackSendMsgException', () => ({ ...body, ErrorCode: code }));
}
