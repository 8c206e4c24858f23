import type { ActOf, ClientAct, ClientActResult } from '../client-act.ts';
import type { Vendor } from '../vendor.ts';
import type { User } from '../world/user.ts';
import type { UserDirectory } from '../world/users.ts';
import { Refusal } from './refusal.ts';

/**
 * What a device does, and what it is told: `{ code: 0 }` where that is nothing.
 * @throws Refusal for what the device is refused
 */
type Perform<App, Act> = (
  app: App,
  user: User,
  act: Act,
) => ClientActResult | Promise<ClientActResult> | Promise<void> | void;

/** What a vendor's client can do, by the act's name. */
export type ClientActs<App> = { readonly [Name in ClientAct['act']]?: Perform<App, ActOf<Name>> };

/** What of a device's act is the vendor's. */
interface Devices<App extends { readonly users: UserDirectory }> {
  readonly vendor: Vendor;
  readonly acts: ClientActs<App>;
  /** The code for a user who is not registered. */
  readonly userUnknown: number;
  /** The app as the user's device reaches it. */
  readonly fromDevice: (app: App, userId: string) => App;
}

/**
 * The one way to an act of a device, at every vendor.
 * @throws RangeError for an act that the vendor's client does not have
 */
export async function performClientAct<App extends { readonly users: UserDirectory }>(
  { vendor, acts, userUnknown, fromDevice }: Devices<App>,
  app: App,
  userId: string,
  act: ClientAct,
): Promise<ClientActResult> {
  const user = app.users.get(userId);
  if (user === undefined) return { code: userUnknown };
  // The table has the act's own function under its name, which TypeScript cannot follow.
  const perform = acts[act.act] as Perform<App, ClientAct> | undefined;
  if (perform === undefined) throw new RangeError(`clientAct: ${vendor} has no act ${act.act}`);
  try {
    return (await perform(fromDevice(app, userId), user, act)) ?? { code: 0 };
  } catch (error) {
    if (error instanceof Refusal) return { code: error.code };
    throw error;
  }
}
