import type { VendorRequest } from '../http/vendor-request.ts';
import type { ServiceContext, VendorService } from '../vendor-service.ts';
import { createApp } from './app.ts';
import { clientAct, setPresence } from './client-acts.ts';
import { clientLogin } from './client-login.ts';
import { clientSend } from './client-send.ts';
import { createGateway, failure } from './gateway.ts';
import { groupCommands } from './group-commands.ts';
import type { TencentImGroups } from './groups.ts';
import { historyCommands } from './history.ts';
import { pushCommand } from './im-push.ts';
import { importCommand } from './import.ts';
import { modifyGroupMessage } from './modify-group-message.ts';
import { onlineStatusCommands } from './online-status.ts';
import type { TencentImSettings } from './options-schema.ts';
import { pushProfileCommands } from './push-profile-commands.ts';
import { readStateCommands } from './read-state.ts';
import { receiptCommands } from './receipts.ts';
import { sendCommands } from './send.ts';
import { userCommands } from './users.ts';

/** Tencent IM's service, with the groups that its options or a test made. */
export interface TencentImService extends VendorService {
  readonly groups: TencentImGroups;
}

/** Tencent IM's REST API v4. */
export function createTencentImService(
  options: TencentImSettings,
  context: ServiceContext,
): TencentImService {
  const app = createApp(options, context);
  const sends = sendCommands(app);
  const push = pushCommand(app);
  const imports = importCommand(app);
  const groups = groupCommands(app);
  const commands = [
    ...sends.commands,
    imports.command,
    ...historyCommands(app),
    modifyGroupMessage(app),
    ...readStateCommands(app),
    ...receiptCommands(app),
    ...onlineStatusCommands(app),
    ...userCommands(app),
    push.command,
    ...pushProfileCommands(app),
    ...groups.commands,
  ];
  const gateway = createGateway(app, commands);
  return {
    vendor: 'tencentIm',
    endpoints: commands.map(({ name }) => name),
    internalErrorCode: 91000,
    groups: app.groups,
    endpointOf: (request) => request.path.slice(1),
    recipientsOf,
    refuse: (_request, code, text) => failure(code, text),
    handle: (request) => gateway.handle(request),
    clientLogin: (login) => clientLogin(app, login),
    clientSend: (send) => clientSend(app, send),
    clientAct: (userId, act) => clientAct(app, userId, act),
    setPresence: (user, presence) => setPresence(app, user, presence),
    reset: () => {
      gateway.reset();
      app.windows.clear();
      app.devices.clear();
      app.interrupted.clear();
      sends.reset();
      push.reset();
      imports.reset();
      groups.reset();
    },
  };
}

/** Where the commands name users and groups: by themselves, in lists, or in lists of objects. */
const NAMED = ['To_Account', 'Peer_Account', 'UserID', 'Identifier', 'GroupId', 'Member_Account'];
const LISTED = [
  'AccountList',
  'Accounts',
  'DeleteItem',
  'CheckItem',
  'UserAttrs',
  'UserTags',
  'MemberList',
  'MemberToDel_Account',
  'Members_Account',
  'GroupIdList',
];

function recipientsOf(request: VendorRequest): readonly string[] {
  return namesIn(request.json);
}

function namesIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(namesIn);
  if (typeof value !== 'object' || value === null) return [];
  const fields = value as Readonly<Record<string, unknown>>;
  return [...NAMED, ...LISTED].flatMap((name) => (fields[name] === undefined ? [] : namesIn(fields[name])));
}
