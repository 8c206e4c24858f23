import type { ClientAct, ClientActResult } from '../../client-act.ts';
import type { DeviceAnswer } from '../../control/control-routes.ts';
import type { Vendor } from '../../vendor.ts';
import type { ClientLoginResult } from '../../vendor-service.ts';
import { vendorNames } from '../vendors.ts';
import { call } from './api.ts';

/** The vendor told the user's device no. */
class DeviceRefused extends Error {
  override readonly name = 'DeviceRefused';

  constructor(vendor: Vendor, { code, meaning }: DeviceAnswer & { readonly code: number }) {
    super(
      `${vendorNames[vendor]} refused it with code ${code}${meaning === undefined ? '' : `: ${meaning}`}`,
    );
  }
}

/**
 * Does what a user does on a device of their own.
 * @throws DeviceRefused with the vendor's code; ApiError where the emulator does not take the act
 */
export async function act(vendor: Vendor, userId: string, what: ClientAct): Promise<ClientActResult> {
  const result = await call<ClientActResult & DeviceAnswer>('POST', 'client-acts', {
    vendor,
    userId,
    ...what,
  });
  if (result.code !== 0) throw new DeviceRefused(vendor, result);
  return result;
}

/** Logs a user's device in; a refusal is an answer, too, since it says what is wrong with the token. */
export function logIn(
  vendor: Vendor,
  userId: string,
  token: string,
): Promise<ClientLoginResult & DeviceAnswer> {
  return call('POST', 'client-logins', { vendor, userId, token });
}
