import { isUtf8 } from 'node:buffer';
import { createDispatch } from '../dialect/dispatch.ts';
import type { Body } from '../dialect/fields.ts';
import { Refusal } from '../dialect/refusal.ts';
import type { VendorRequest } from '../http/vendor-request.ts';
import type { JsonObject } from '../vendor.ts';
import type { ServiceContext, VendorService } from '../vendor-service.ts';
import { ExpiringMap } from '../world/bounded/expiring-map.ts';
import { SlidingWindows } from '../world/bounded/sliding-window.ts';
import { Devices } from '../world/devices.ts';
import { zimActions } from './actions.ts';
import type { ZimApp } from './app.ts';
import { clientAct, setPresence } from './client-acts.ts';
import { clientLogin } from './client-login.ts';
import { clientSend } from './client-send.ts';
import { zimCodeMeaning, zimCodes } from './codes.ts';
import { authenticate, nonceMilliseconds, queryBody } from './gateway.ts';
import { ZimGroups } from './groups.ts';
import { knownActions } from './known-actions.ts';
import { ZimMessages } from './messages.ts';
import type { ZimSettings } from './options-schema.ts';
import { ZimRooms } from './rooms.ts';

/** ZIM's server API, with what tests may reach of its state. */
export interface ZimService extends VendorService {
  readonly groups: ZimGroups;
  readonly rooms: ZimRooms;
}

/** ZIM's server API: one path, one `Action` a call, HTTP 200 and a `Code` whatever happens. */
export function createZimService(options: ZimSettings, context: ServiceContext): ZimService {
  const now = () => context.clock.now();
  const app: ZimApp = {
    ...context,
    options,
    windows: new SlidingWindows(),
    history: new ZimMessages(context.messages, options.readings.peerSequence === 'per_side'),
    groups: seededGroups(options, now),
    rooms: seededRooms(options, now),
    devices: new Devices(context.clock, context.users),
  };
  const nonces = new ExpiringMap<true>(nonceMilliseconds);
  let lastRequestId = 0;

  const envelope = (code: unknown, message: string, members: JsonObject): JsonObject => {
    lastRequestId += 1;
    const RequestId = `5123400${String(lastRequestId).padStart(11, '0')}`;
    return { Code: code, Message: message, RequestId, ...members };
  };
  const refuse = (code: number, text: string) =>
    envelope(code, text || zimCodeMeaning(code) || 'refused', {});
  const commands = zimActions(app);
  const handle = createDispatch({
    commands,
    known: knownActions,
    codes: {
      commandMissing: zimCodes.actionMissing,
      commandUnknown: zimCodes.actionUnknown,
      wrongMethod: zimCodes.invalidParameter,
    },
    windows: app.windows,
    anyMethod: options.readings.wrongMethod === 'accept',
    refusesUnknownFields: options.readings.unknownFields === 'refuse',
    nameOf,
    authenticate: (request) => {
      authenticate(request, options, nonces);
      return String(options.appId);
    },
    bodyOf: (request, command) => {
      if (!isUtf8(request.body)) throw new Refusal(zimCodes.bodyUnreadable, 'Body cannot be read');
      if (command.method === 'GET') return queryBody(request.query, command.fields, options);
      const { json } = request;
      if (typeof json === 'object' && json !== null && !Array.isArray(json)) return json as Body;
      throw new Refusal(command.bodyCode, 'body is missing or invalid');
    },
    succeeded: ({ Code = 0, ...members }) => envelope(Code, Code === 0 ? 'success' : 'failed', members),
    refused: refuse,
  });

  return {
    vendor: 'zim',
    endpoints: commands.map(({ name }) => name),
    groups: app.groups,
    rooms: app.rooms,
    internalErrorCode: zimCodes.serverException,
    endpointOf: nameOf,
    recipientsOf,
    refuse: (_request, code, text = 'refused') => refuse(code, text),
    handle,
    clientLogin: (login) => clientLogin(app, login),
    clientSend: (send) => clientSend(app, send),
    clientAct: (userId, act) => clientAct(app, userId, act),
    setPresence: (user, presence) => setPresence(app, user, presence),
    reset: () => {
      app.windows.clear();
      app.history.clear();
      app.devices.clear();
      nonces.clear();
    },
  };
}

/** Of more than one `Action`, the first counts. */
function nameOf({ query }: VendorRequest): string {
  return query.get('Action') ?? '';
}

/** The members that name users, over all actions. */
const userMembers = [
  'ToUserId',
  'UserIds',
  'UserId',
  'UserInfo',
  'GroupMemberInfos',
  'ConvId',
  'GroupId',
  'RoomId',
] as const;

const queryMembers = ['UserId[]', 'UserId', 'UserIds[]', 'GroupId', 'RoomId', 'NewOwner'] as const;

function recipientsOf(request: VendorRequest): string[] {
  const found = [...queryMembers.flatMap((name) => request.query.getAll(name))];
  const { json } = request;
  if (typeof json !== 'object' || json === null) return found;
  for (const member of userMembers) {
    const value: unknown = Reflect.get(json, member);
    for (const item of Array.isArray(value) ? value : [value]) {
      if (typeof item === 'string') found.push(item);
      else if (typeof item === 'object' && item !== null && typeof item.UserId === 'string') {
        found.push(item.UserId);
      }
    }
  }
  return found;
}

function seededGroups(options: ZimSettings, now: () => number): ZimGroups {
  const groups = new ZimGroups(now);
  for (const seed of options.groups) groups.put(seed);
  return groups;
}

function seededRooms(options: ZimSettings, now: () => number): ZimRooms {
  const rooms = new ZimRooms(now);
  for (const { roomId, name = '', members = [] } of options.rooms) {
    rooms.open(roomId, name);
    for (const userId of members) rooms.enter(roomId, userId);
  }
  return rooms;
}
