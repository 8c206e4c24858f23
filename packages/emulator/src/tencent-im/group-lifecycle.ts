import * as z from 'zod';
import type { Call, Command } from '../dialect/command.ts';
import { field, type ValuesOf } from '../dialect/fields.ts';
import { Refusal } from '../dialect/refusal.ts';
import type { JsonObject } from '../vendor.ts';
import type { App } from './app.ts';
import { tencentImCodes } from './codes.ts';
import { tencentImCommand } from './command.ts';
import { account, wholeNumber, zeroOrOne } from './fields.ts';
import { groupField, groupTextField, readGroup } from './group-command.ts';
import { changeGroupOwner, destroyGroup } from './group-membership.ts';
import { askBeforeCreate } from './group-questions.ts';
import { tellGroupCreated } from './group-webhooks.ts';
import { FIXED } from './limits.ts';
import type { TencentImGroupType } from './options.ts';

const invalid = tencentImCodes.groupParameterInvalid;

const createFields = {
  Type: field(
    z.enum(['Private', 'Work', 'Public', 'ChatRoom', 'Meeting', 'AVChatRoom', 'Community']),
    invalid,
  ),
  Name: groupTextField(FIXED.groupNameBytes, 'required'),
  GroupId: field(z.string().optional(), invalid),
  Owner_Account: field(account.optional(), invalid),
  Introduction: groupTextField(FIXED.groupIntroductionBytes),
  Notification: groupTextField(FIXED.groupNotificationBytes),
  FaceUrl: groupTextField(FIXED.groupFaceUrlBytes),
  MaxMemberCount: field(wholeNumber.min(1).optional(), invalid),
  ApplyJoinOption: field(z.enum(['FreeAccess', 'NeedPermission', 'DisableApply']).optional(), invalid),
  InviteJoinOption: field(z.enum(['FreeAccess', 'NeedPermission', 'DisableInvite']).optional(), invalid),
  AppDefinedData: field(z.array(z.looseObject({ Key: z.string() })).optional(), invalid),
  MemberList: field(
    z.array(z.looseObject({ Member_Account: account, Role: z.literal('Admin').optional() })).optional(),
    invalid,
  ),
  SupportTopic: field(zeroOrOne.optional(), invalid),
  EnablePermission: field(zeroOrOne.optional(), invalid),
  DefaultPermission: field(wholeNumber.optional(), invalid),
};

const destroyFields = { GroupId: groupField };

const ownerFields = {
  GroupId: groupField,
  NewOwner_Account: field(account, invalid),
  From_Account: field(account.optional(), invalid),
};

/** `create_group` (1047/34895), `destroy_group` (1047/34896) and `change_group_owner` (1047/34966). */
export function groupLifecycleCommands(app: App): Command[] {
  return [
    tencentImCommand(app, 'group_open_http_svc', 'create_group', {
      fields: createFields,
      run: (fields, call) => create(app, fields, call),
    }),
    tencentImCommand(app, 'group_open_http_svc', 'destroy_group', {
      fields: destroyFields,
      run: ({ GroupId }) => {
        destroyGroup(app, readGroup(app, GroupId));
        return {};
      },
    }),
    tencentImCommand(app, 'group_open_http_svc', 'change_group_owner', {
      fields: ownerFields,
      run: (fields, call) => changeOwner(app, fields, call),
    }),
  ];
}

async function create(app: App, fields: ValuesOf<typeof createFields>, call: Call): Promise<JsonObject> {
  const { Type, Owner_Account: owner = '' } = fields;
  checkType(app, fields);
  // No code of the page speaks of an owner who was never imported [?].
  if (owner !== '' && !app.users.has(owner)) throw new Refusal(invalid, 'Owner_Account');
  const members = readMembers(app, fields);
  const groupId = fields.GroupId || app.groups.nextId(Type);
  checkId(app, fields.GroupId, Type, call.caller);
  const { groups, groupMembers } = app.options.limits;
  if (app.groups.size >= groups) throw new Refusal(tencentImCodes.tooManyGroups);
  const maxMembers = maxMembersOf(Type, fields.MaxMemberCount, groupMembers);
  if (new Set([...members.keys(), owner]).size > maxMembers)
    throw new Refusal(tencentImCodes.groupMemberLimit);
  await askBeforeCreate(app, {
    operator: call.caller,
    owner,
    type: Type,
    name: fields.Name,
    members: [...members.keys()],
  });
  // Another call may have taken it meanwhile.
  checkId(app, fields.GroupId, Type, call.caller);
  const group = app.groups.put({
    groupId,
    type: Type,
    owner,
    name: fields.Name,
    members: [...members.keys()],
    admins: [...members].filter(([, isAdmin]) => isAdmin).map(([userId]) => userId),
    introduction: fields.Introduction,
    notification: fields.Notification,
    faceUrl: fields.FaceUrl,
    maxMembers,
    applyJoinOption: fields.ApplyJoinOption,
    inviteJoinOption: fields.InviteJoinOption,
  });
  tellGroupCreated(app, group, { operator: call.caller, owner });
  return { GroupId: groupId, ...(fields.SupportTopic === 1 ? { Type, HugeGroupFlag: 1 } : {}) };
}

function maxMembersOf(type: TencentImGroupType, asked: number | undefined, limit: number): number {
  if (type === 'AVChatRoom') return Number.MAX_SAFE_INTEGER;
  const most = type === 'Community' ? FIXED.communityMembers : limit;
  if (asked !== undefined && asked > most) throw new Refusal(invalid, 'MaxMemberCount');
  return asked ?? most;
}

/** The types have an old and a new name; that only the old ones work here is the safe reading [?]. */
function checkType(app: App, fields: ValuesOf<typeof createFields>): void {
  const { Type, ApplyJoinOption, InviteJoinOption, SupportTopic } = fields;
  if ((Type === 'Work' || Type === 'Meeting') && app.options.readings.groupTypeNames === 'old') {
    throw new Refusal(invalid, 'Type');
  }
  if (SupportTopic === 1 && Type !== 'Community') throw new Refusal(invalid, 'SupportTopic');
  if (ApplyJoinOption !== undefined && Type === 'Community') throw new Refusal(invalid, 'ApplyJoinOption');
  if (InviteJoinOption !== undefined && Type === 'AVChatRoom') throw new Refusal(invalid, 'InviteJoinOption');
}

/** Own ids do not begin with `@TGS#`, but for those of communities, which begin with `@TGS#_`. */
function checkId(app: App, groupId: string | undefined, type: TencentImGroupType, caller: string): void {
  if (groupId === undefined || groupId === '') return;
  const isOurs = groupId.startsWith('@TGS#');
  const isGood = type === 'Community' ? groupId.startsWith('@TGS#_') : !isOurs;
  if (!/^[\x20-\x7e]+$/.test(groupId) || groupId.length > FIXED.groupIdBytes || !isGood) {
    throw new Refusal(tencentImCodes.groupIdInvalid);
  }
  const taken = app.groups.get(groupId);
  if (taken === undefined) return;
  throw new Refusal(taken.owner === caller ? tencentImCodes.groupIdIsYours : tencentImCodes.groupIdTaken);
}

/** The first members, and whether each is an administrator. */
function readMembers(app: App, { Type, MemberList }: ValuesOf<typeof createFields>): Map<string, boolean> {
  const members = new Map<string, boolean>();
  if (MemberList === undefined) return members;
  if (Type === 'AVChatRoom') throw new Refusal(tencentImCodes.groupForbidden);
  if (MemberList.length > FIXED.firstMembers) throw new Refusal(tencentImCodes.tooManyGroupAccounts);
  for (const { Member_Account, Role } of MemberList) {
    if (app.users.has(Member_Account)) members.set(Member_Account, Role === 'Admin');
    else if (app.options.readings.unknownMembers === 'refuse') throw new Refusal(invalid, 'Member_Account');
  }
  return members;
}

function changeOwner(app: App, fields: ValuesOf<typeof ownerFields>, call: Call): JsonObject {
  const group = readGroup(app, fields.GroupId);
  const { NewOwner_Account: to, From_Account: operator = call.caller } = fields;
  if (!group.members.has(to)) throw new Refusal(invalid, 'NewOwner_Account');
  if (group.owner !== to) changeGroupOwner(app, group, to, operator);
  return {};
}
