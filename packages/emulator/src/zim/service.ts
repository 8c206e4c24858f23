import { Refusal } from '../dialect/refusal.ts';
import type { VendorRequest } from '../http/vendor-request.ts';
import type { JsonObject } from '../vendor.ts';
import type { ServiceContext, VendorService } from '../vendor-service.ts';
import { ExpiringMap } from '../world/bounded/expiring-map.ts';
import type { ZimAction } from './action.ts';
import { zimActions } from './actions.ts';
import type { ZimApp } from './app.ts';
import { clientLogin } from './client-login.ts';
import { clientSend } from './client-send.ts';
import { zimCodes } from './codes.ts';
import { checkGateway, nonceMilliseconds } from './gateway.ts';
import { ZimGroups } from './groups.ts';
import { ZimLimits } from './limits.ts';
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
  const app: ZimApp = {
    ...context,
    options,
    limits: new ZimLimits(options),
    history: new ZimMessages(context.messages, options.readings.peerSequence === 'per_side'),
    groups: seededGroups(options, context.clock.now()),
    rooms: seededRooms(options),
  };
  const nonces = new ExpiringMap<true>(nonceMilliseconds);
  let lastRequestId = 0;

  const envelope = (code: unknown, message: string, members: JsonObject): JsonObject => {
    lastRequestId += 1;
    const RequestId = `5123400${String(lastRequestId).padStart(11, '0')}`;
    return { Code: code, Message: message, RequestId, ...members };
  };
  const refuse = (_request: VendorRequest, code: number, text = 'refused') => envelope(code, text, {});

  return {
    vendor: 'zim',
    endpoints: [...zimActions.keys()],
    groups: app.groups,
    rooms: app.rooms,
    internalErrorCode: zimCodes.serverException,
    endpointOf: (request) => request.query.get('Action') ?? '',
    recipientsOf,
    refuse,
    handle: (request) => {
      try {
        checkGateway(request, options, (name) => zimActions.get(name)?.method, nonces);
        const name = request.query.get('Action') ?? '';
        const action = zimActions.get(name);
        if (action === undefined) throw new Refusal(zimCodes.actionUnknown, 'Action is unknown');
        app.limits.countCall(name, request.at, isHighPriority(request));
        refuseForRecipient(action, request);
        const { Code = 0, ...members } = action.run(app, request);
        return envelope(Code, Code === 0 ? 'success' : 'failed', members);
      } catch (error) {
        if (error instanceof Refusal) return refuse(request, error.code, error.message);
        throw error;
      }
    },
    clientLogin: (login) => clientLogin(app, login),
    clientSend: (send) => clientSend(app, send),
    reset: () => {
      app.limits.clear();
      app.history.clear();
      nonces.clear();
    },
  };
}

/** A fault for one recipient is the whole answer where the reply has no list of failures. */
function refuseForRecipient(action: ZimAction, request: VendorRequest): void {
  if (action.perUser || request.recipientFaults.size === 0) return;
  for (const fault of request.recipientFaults.values()) {
    if (fault.kind === 'code') throw new Refusal(fault.code, fault.text ?? 'refused');
  }
}

function isHighPriority(request: VendorRequest): boolean {
  const { json } = request;
  return typeof json === 'object' && json !== null && 'Priority' in json && json.Priority === 3;
}

/** The members that name users, over all actions. */
const userMembers = ['ToUserId', 'UserIds', 'UserId', 'UserInfo', 'ConvId', 'GroupId', 'RoomId'] as const;

function recipientsOf(request: VendorRequest): string[] {
  const found = [...request.query.getAll('UserId[]')];
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

function seededGroups(options: ZimSettings, now: number): ZimGroups {
  const groups = new ZimGroups();
  for (const { groupId, owner, name = '', members = [] } of options.groups) {
    groups.put({
      groupId,
      owner,
      name,
      notice: '',
      avatar: '',
      members: new Set([owner, ...members]),
      attributes: new Map(),
      createdAt: now,
    });
  }
  return groups;
}

function seededRooms(options: ZimSettings): ZimRooms {
  const rooms = new ZimRooms();
  for (const { roomId, name = '', members = [] } of options.rooms) {
    rooms.open(roomId, name);
    for (const userId of members) rooms.enter(roomId, userId);
  }
  return rooms;
}
