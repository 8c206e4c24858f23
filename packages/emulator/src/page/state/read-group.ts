import type { GroupDetail, GroupName } from '../../control/group-view.ts';
import { ApiError, call, path } from './api.ts';

/** Where a group's or a room's own calls are. */
export function addressOf({ vendor, channel, id }: GroupName): string {
  return `groups/${path(vendor, channel, id)}`;
}

/** A group or a room with its members; `gone` where there is none. */
export async function readGroup(name: GroupName): Promise<GroupDetail | 'gone'> {
  try {
    return await call<GroupDetail>('GET', addressOf(name));
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return 'gone';
    throw error;
  }
}
